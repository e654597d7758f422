import Foundation
import Rules

/// Prompts of IFEval with instructions, GPT-4's responses and the published strict results.
struct IFEvalCorpus {
  struct Row {
    let key: Int
    let prompt: String
    let instructions: [String]
    let arguments: [JSONValue]
    let response: String
    let followed: [Bool]

    /// The rules of the instructions, in their order.
    var rules: [Rule?] {
      zip(instructions, arguments).map { Rule(ifeval: $0, arguments: $1) }
    }
  }

  let rows: [Row]

  /// The folder of shared data, two above the checkout or where `WINNOW_SHARED_DATA` says.
  static var folder: String {
    if let path = ProcessInfo.processInfo.environment["WINNOW_SHARED_DATA"] { return path }
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().path
    return root + "/../shared/data"
  }

  static var isThere: Bool {
    FileManager.default.fileExists(atPath: folder + "/rules/ifeval-prompts.jsonl")
  }

  init() throws {
    let prompts = try Self.lines("ifeval-prompts.jsonl")
    let responses = try Self.lines("ifeval-responses-gpt4.jsonl")
    let results = try Self.lines("ifeval-gpt4-strict.jsonl")
    var answers: [String: String] = [:]
    for line in responses {
      answers[line["prompt"]?.string ?? ""] = line["response"]?.string
    }
    rows = zip(prompts, results).map { prompt, result in
      let text = prompt["prompt"]?.string ?? ""
      return Row(
        key: prompt["key"]?.int ?? 0, prompt: text,
        instructions: prompt["instruction_id_list"]?.strings ?? [],
        arguments: prompt["kwargs"]?.array ?? [], response: answers[text] ?? "",
        followed: (result["follow_instruction_list"]?.array ?? []).compactMap(\.bool))
    }
  }

  private static func lines(_ name: String) throws -> [[String: JSONValue]] {
    let text = try String(contentsOfFile: "\(folder)/rules/\(name)", encoding: .utf8)
    return text.utf8.split(separator: 0x0A).compactMap { line in
      Substring(line).isEmpty ? nil : JSONValue(String(Substring(line)))?.object
    }
  }
}
