import Foundation
import TestSupport
import Testing

/// Pairs whose longer answer is chosen, and a server that writes rubrics and judges by them.
///
/// What happens with a prompt follows from a word in it:
/// - `plain`: the first rubric wants a long answer, as the judge does without a rubric.
/// - `second`: the first rubric wants a short answer, later ones a long one; without a rubric the judge wants a short one.
/// - `stubborn`: every rubric wants a short answer; without one the judge wants a long one.
/// - `turned`: the judge takes what stands first.
/// - `pointing`: as plain, and one more criterion that points at a response.
/// - `refused`, `talk`, `cut`, `silent`, `large`: the generator refuses, says something else, is cut short; the judge
///   names nobody; the server does not take it.
enum ContrastiveWorld {
  static let long = "Because the wheel drives the belt, and the belt drives the pump."
  static let short = "No, never."

  /// Lines of `trl`: for each word and number a prompt with `pairs` pairs.
  static func lines(_ prompts: [(word: String, count: Int)], pairs: Int = 1) -> [String] {
    prompts.flatMap { word, count in
      (0..<count).flatMap { number in
        (0..<pairs).map { pair in
          let tail = String(repeating: "!", count: pair + 1)
          return "{\"prompt\": \"Case \(word) \(number): does it turn?\", "
            + "\"chosen\": \"\(long)\(tail)\", \"rejected\": \"\(short)\(tail)\"}"
        }
      }
    }
  }

  static func folder(
    _ server: MisbehavingServer, _ lines: [String], _ options: String = "",
    generator: String = "", judge: String? = "model: j", before: [String] = []
  ) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(lines.map { $0 + "\n" }.joined(), to: "pairs.jsonl")
    let own =
      [
        "generator: {url: \"\(server.url)\", model: g, api_key_env: WINNOW_TEST_KEY\(generator)}"
      ] + (judge.map { ["judge: {\($0)}"] } ?? []) + options.split(separator: "\n").map(String.init)
    try folder.write(
      """
      name: p
      seed: 3
      splits: {train: 1}
      store: s.sqlite
      sources: [{path: pairs.jsonl, format: trl}]
      stages:
      \(before.map { "  - \($0)\n" }.joined())  - rubrics.contrastive.endpoint:
      \(own.map { "      \($0)" }.joined(separator: "\n"))
      """, to: "p.yaml")
    return folder
  }

  static let key = "sk-test-77aa0c"

  static func runner(_ folder: TemporaryFolder, key: String? = key) -> CommandRunner {
    CommandRunner(folder: folder.path, environment: key.map { ["WINNOW_TEST_KEY": $0] } ?? [:])
  }

  static func run(
    _ folder: TemporaryFolder, _ arguments: String..., key: String? = key
  ) throws -> CommandResult {
    try runner(folder, key: key).start(["run", "p.yaml"] + arguments).wait(seconds: 120)
  }

  /// What a run printed, on one line.
  static func words(_ result: CommandResult) -> String {
    result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  static func rows(_ folder: TemporaryFolder, _ sql: String) throws -> [String] {
    try SQLiteText.rows(sql, in: folder.file("s.sqlite"))
  }

  /// Rubrics with the word of their prompt and their criteria.
  static func rubrics(_ folder: TemporaryFolder) throws -> [String] {
    try rows(
      folder,
      """
      SELECT cast(text.body AS TEXT), rubric.name, rubric.pair IS NOT NULL, criterion.kind, criterion.text
      FROM rubric JOIN criterion ON criterion.rubric = rubric.id JOIN prompt ON prompt.id = prompt
      JOIN text ON text.id = prompt.text ORDER BY 1, rubric.digest, number
      """)
  }

  // MARK: The server

  static func content(_ request: MisbehavingServer.Request) -> String {
    (request.json["messages"] as? [[String: Any]])?.first?["content"] as? String ?? ""
  }

  static func isGenerator(_ request: MisbehavingServer.Request) -> Bool {
    content(request).contains("You write rubrics")
  }

  static func part(_ text: String, _ name: String) -> String? {
    guard let start = text.range(of: "---------- \(name) ----------\n"),
      let end = text[start.upperBound...].range(of: "\n----------")
    else { return nil }
    return String(text[start.upperBound..<end.lowerBound])
  }

  static func reply(_ request: MisbehavingServer.Request) -> MisbehavingServer.Reply {
    let text = content(request)
    let prompt = part(text, "request") ?? ""
    if prompt.contains("large") { return .status(400, "{\"message\":\"too long\"}") }
    guard isGenerator(request) else { return judged(text, prompt) }
    if prompt.contains("refused") { return .ok(EndpointReplies.refusal("no")) }
    if prompt.contains("talk") { return .ok(EndpointReplies.chat("What a fine question.")) }
    let isFirst = request.json["temperature"] as? Double == 0
    let wantsShort = prompt.contains("stubborn") || prompt.contains("second") && isFirst
    let rubric = """
      Here it is:
      1. The response has at least 1 word. [Hard Rule]
      2. The response is \(wantsShort ? "short" : "long"). [Principle]
      \(prompt.contains("pointing") ? "3. The response is as good as Response 1. [Principle]" : "")
      """
    let reply = EndpointReplies.chat(rubric)
    return .ok(
      prompt.contains("cut")
        ? reply.replacing("\"finish_reason\":\"stop\"", with: "\"finish_reason\":\"length\"")
        : reply
    )
  }

  private static func judged(_ text: String, _ prompt: String) -> MisbehavingServer.Reply {
    guard let a = part(text, "response A"), let b = part(text, "response B") else {
      return .status(400, "{}")
    }
    if prompt.contains("silent") { return .ok(EndpointReplies.chat("Both have merits.")) }
    if prompt.contains("turned") { return .ok(EndpointReplies.chat("Winner: Response A")) }
    let rubric = part(text, "rubric")
    let wantsShort = rubric.map { $0.contains("is short") } ?? prompt.contains("second")
    let isA = wantsShort == (a.count < b.count)
    return .ok(
      EndpointReplies.chat("Gatekeeper: none.\n...\n**Winner: Response \(isA ? "A" : "B")**"))
  }
}
