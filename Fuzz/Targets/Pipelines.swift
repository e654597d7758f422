import Filters
import Ingest
import Pipeline
import Records

// Target `pipeline`: a pipeline file, and after a line `%%` arguments of `--set`, one on each line.
//
// Held besides: an error can be printed, and points into the file; what can be read once can be read
// again with the same result.

func pipelineTarget(_ input: [UInt8]) {
  let parts = input[...].parts()
  let overrides =
    parts.count < 2
    ? [] : parts[1].split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  do {
    let file = try PipelineFile(
      bytes: Array(parts[0]), file: "pipelines/p.yaml", folder: "pipelines", overrides: overrides)
    for stage in file.stages {
      // Options are tried on every stage: most names are none.
      for entry in filterStages {
        var reader = try file.reader(for: stage)
        _ = try? entry.make(&reader)
        _ = reader.canonicalJSON
      }
    }
    for source in file.sources {
      for format in formats {
        var reader = try file.reader(for: source)
        _ = try? format.prepare(&reader)
      }
    }
    let again = try PipelineFile(
      bytes: Array(parts[0]), file: "pipelines/p.yaml", folder: "pipelines", overrides: overrides)
    expect(file.stages.count == again.stages.count, "read twice, seen differently")
  } catch {
    expect(!error.description.isEmpty, "an error without words")
    if let mark = error.mark, mark.file == "pipelines/p.yaml", let line = mark.line {
      let lines = parts[0].count { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } + 1
      // U+0085, U+2028 and U+2029 are line ends to YAML, too.
      expect(
        line >= 1 && line <= lines + parts[0].count / 2, "an error at line \(line) of \(lines)")
    }
  }
}
