import ArgumentParser
import Curation

struct Ingest: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read files into a store, without a pipeline.",
    discussion: """
      Paths are files, folders, patterns or `-` for standard input.

        winnow ingest --format hh-rlhf --store hh.sqlite data/hh/*.jsonl.gz
        sqlite3 hh.sqlite 'SELECT chosen, rejected FROM pairs_view LIMIT 5'
      """)

  @Option(help: "The format of the records; `winnow stages` lists those there are.")
  var format: String?

  @Option(help: "A YAML file that says where prompts, responses and votes stand.")
  var mapping: String?

  @Option(help: "The store; made if it is not there.") var store: String

  @Option(help: "A name for the source; default the names of the files.") var name: String?

  @Option(help: "How many bad records are borne: a share such as 0.1%, or a count.")
  var maxBadRecords: String = "0.1%"

  @Option(help: "Records of each file to read; default all.") var limit: Int?

  @OptionGroup var work: WorkArguments

  @Argument(help: "Files, folders, patterns, or - for standard input.") var paths: [String]

  func run() throws {
    try explained {
      let report = try Curation.ingest(
        IngestRequest(
          paths: paths, store: store, format: format, mapping: mapping, name: name,
          maxBadRecords: maxBadRecords, limit: limit), work.resources)
      try work.show(report)
    }
  }
}
