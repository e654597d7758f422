import ArgumentParser
import Curation

struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what a file holds: packing, schema, sizes, format, first records.",
    discussion: """
      Reads what pipelines read: JSON, JSON Lines, CSV and Parquet, compressed and in archives. Of Parquet, schema, row groups, \
      codecs, encodings, pages and bounds are shown; of everything, the format that would be taken and the first records.

        winnow inspect pairs.parquet
        winnow inspect corpus.tar.zst --rows 1
        winnow inspect pairs.parquet --lines --rows all > pairs.jsonl
      """)

  @Argument(help: "The file.", completion: .file()) var file: String
  @Option(help: "Records that are shown, or `all`.") var rows = "3"
  @Flag(help: "Print nothing but the records, as JSON Lines.") var lines = false

  func validate() throws {
    if rows != "all", (Int(rows) ?? -1) < 0 {
      throw ValidationError("`--rows` must be a number, 0 or greater, or `all`: \(rows)")
    }
  }

  func run() throws {
    try explained {
      try Curation.inspect(
        InspectRequest(path: file, rows: Int(rows), isLinesOnly: lines), print: { print($0) })
    }
  }
}
