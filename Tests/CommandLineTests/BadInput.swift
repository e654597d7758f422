import Testing
import TestSupport

/// A broken input and the command that meets it. What comes of it stands in `Snapshots/<id>.txt`.
struct BadInput: Sendable, CustomTestStringConvertible {
  let id: String
  var files: [String: [UInt8]]
  let command: [String]
  /// What comes through standard input.
  var input: [UInt8] = []
  /// What files alone cannot say: links, pipes, locks. What it returns lives as long as the run.
  var prepare: (@Sendable (TemporaryFolder) throws -> Any)?

  var testDescription: String { id }

  /// `winnow ingest` of `content`, which becomes the file `name`.
  static func ingest(
    _ id: String, _ name: String, _ content: [UInt8], format: String? = "trl",
    _ arguments: String...
  ) -> Self {
    let format = format.map { ["--format", $0] } ?? []
    return Self(
      id: id, files: [name: content],
      command: ["ingest", "--store", "s.sqlite"] + format + arguments + [name])
  }

  /// `winnow ingest` of a JSON Lines file.
  static func lines(
    _ id: String, _ text: String, format: String? = "trl", _ arguments: String...
  ) -> Self {
    let format = format.map { ["--format", $0] } ?? []
    return Self(
      id: id, files: ["data.jsonl": Array(text.utf8)],
      command: ["ingest", "--store", "s.sqlite"] + format + arguments + ["data.jsonl"])
  }

  /// `winnow run` of the pipeline `yaml`, beside which stands `data.jsonl` with two good records.
  static func pipeline(
    _ id: String, _ yaml: String, files: [String: [UInt8]] = [:], _ arguments: String...
  ) -> Self {
    var all = files
    all["p.yaml"] = Array(yaml.utf8)
    all["data.jsonl"] = all["data.jsonl"] ?? Array(Text.rows(2).utf8)
    return Self(id: id, files: all, command: ["run", "p.yaml"] + arguments)
  }

  /// `winnow run` of a pipeline that reads `data` by the mapping `mapping`, indented by 6.
  static func mapping(
    _ id: String, _ mapping: String, data: String = #"{"q":"p","a":"x","b":"y","w":"a","id":1}"#,
    files: [String: [UInt8]] = [:]
  ) -> Self {
    pipeline(
      id,
      """
      store: s.sqlite
      sources:
        - path: data.jsonl
          mapping:
      \(mapping)
      """, files: files.merging(["data.jsonl": Array((data + "\n").utf8)]) { $1 })
  }

  func prepared(by prepare: @escaping @Sendable (TemporaryFolder) throws -> Any) -> Self {
    var result = self
    result.prepare = prepare
    return result
  }

  func fed(_ input: [UInt8]) -> Self {
    var result = self
    result.input = input
    return result
  }
}

/// Contents that cases are made of.
enum Text {
  /// A good record of the format `trl`, without its newline.
  static func row(_ number: Int) -> String {
    #"{"prompt":"What is \#(number)?","chosen":"It is \#(number).","rejected":"No idea."}"#
  }

  /// Good records, one a line.
  static func rows(_ count: Int) -> String { (1...count).map { row($0) + "\n" }.joined() }

  /// Good records that do not compress well.
  static func noisyRows(_ count: Int) -> [UInt8] {
    var state: UInt64 = 1
    let lines = (1...count).map { number in
      let words = (0..<8).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return String(state, radix: 36)
      }
      return
        #"{"prompt":"\#(number) \#(words[0])","chosen":"\#(words[1...4].joined(separator: " "))","#
        + #""rejected":"\#(words[5...].joined(separator: " "))"}"# + "\n"
    }
    return Array(lines.joined().utf8)
  }
}

extension [UInt8] {
  /// Without the last `count` bytes.
  func cut(_ count: Int) -> Self { Array(dropLast(count)) }

  /// With one bit of the byte at `index` turned; from the end where it is negative.
  func damaged(at index: Int) -> Self {
    var result = self
    result[index < 0 ? count + index : index] ^= 0x04
    return result
  }

  /// With the bytes of `text` in it replaced by others of the same number.
  func replacing(_ text: [UInt8], by other: [UInt8]) -> Self {
    precondition(text.count == other.count)
    var result = self
    var index = 0
    while index + text.count <= count {
      if Array(result[index..<index + text.count]) == text {
        result.replaceSubrange(index..<index + text.count, with: other)
      }
      index += 1
    }
    return result
  }
}
