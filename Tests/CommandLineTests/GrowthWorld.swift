import Foundation
import TestSupport
import Testing

/// Prompts, and a completions server whose answers follow from the text, the seed and the temperature alone.
///
/// What happens with a prompt follows from a word in it:
/// - `plain`: each answer is a line of its own, with more behind it.
/// - `steps`: `Step 1: …`, sentences in a line.
/// - `equal`: siblings are equal at their first asking, where their number is odd.
/// - `same`: siblings are always equal.
/// - `short`: the second child of the root is the end.
/// - `cut`: an answer has no end before it was asked to go on twice.
/// - `endless`: it never has one.
/// - `refused`, `large`, `blank`, `talk`: the server hides it, does not take it, says nothing, has another form.
enum GrowthWorld {
  static func lines(_ words: [(word: String, count: Int)]) -> [String] {
    words.flatMap { word, count in
      (0..<count).map { #"{"q":"Case \#(word) \#($0): does it turn?"}"# }
    }
  }

  static let judged = [
    "relabel.score.endpoint: {ask: score, url: URL, model: j, name: r}", "trees.values: {score: r}",
    "trees.pairs: {}",
  ]

  /// A corpus of prompts without responses.
  static func corpus(
    _ server: MisbehavingServer, _ lines: [String], _ options: String = "", after: [String] = [],
    exports: [String] = [], splits: String = "{train: 1}"
  ) throws -> ScoredCorpus {
    let corpus = try ScoredCorpus(lines: lines)
    let own = "trees.generate: {url: URL, model: g\(options.isEmpty ? "" : ", ")\(options)}"
    try corpus.write(
      stages: ([own] + after).map { $0.replacing("URL", with: "\"\(server.url)\"") },
      exports: exports, sources: ["a"], mapping: "{prompt: q, responses: none}", splits: splits)
    return corpus
  }

  static func rows(_ corpus: ScoredCorpus, _ sql: String) throws -> [String] {
    try SQLiteText.rows(sql, in: corpus.folder.file("s.sqlite"))
  }

  /// What a run printed, on one line.
  static func words(_ result: CommandResult) -> String {
    result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  // MARK: The server

  static func isCompletion(_ request: MisbehavingServer.Request) -> Bool {
    request.path.hasSuffix("completions")
  }

  /// What is asked, but for the address.
  static func question(_ request: MisbehavingServer.Request) -> String {
    String(decoding: request.body, as: UTF8.self)
  }

  static func reply(_ request: MisbehavingServer.Request) -> MisbehavingServer.Reply {
    if request.path.hasSuffix("score") { return .ok(scores(request)) }
    if request.path.hasSuffix("chat/completions") {
      let messages = request.json["messages"] as? [[String: Any]] ?? []
      let texts = messages.map { $0["content"] as? String ?? "" }
      let begun = messages.last?["role"] as? String == "assistant" ? texts.last ?? "" : ""
      return .ok(
        EndpointReplies.chat(
          continuation(
            texts.first ?? "", begun, seed: seed(request), tokens: tokens(request), request)?
            .text ?? ""))
    }
    let text = request.json["prompt"] as? String ?? ""
    let parts = text.components(separatedBy: "### Reply\n")
    let (prompt, begun) = (parts[0], parts.count > 1 ? parts[1] : "")
    if prompt.contains("Case large") { return .status(400, "{\"message\":\"too long\"}") }
    if prompt.contains("Case talk") { return .ok("{\"choices\":[{\"words\":1}]}") }
    let count = request.json["n"] as? Int ?? 1
    let choices = (0..<count).map { place -> String in
      let own = continuation(
        prompt, begun, seed: seed(request) + place, tokens: tokens(request), request)
      let (text, finish) = own ?? ("", "content_filter")
      return #"{"index":\#(place),"text":\#(quoted(text)),"finish_reason":"\#(finish)"}"#
    }
    return .ok(
      """
      {"choices":[\(choices.reversed().joined(separator: ","))],"usage":{"prompt_tokens":10,\
      "completion_tokens":\(5 * count)}}
      """)
  }

  private static func seed(_ request: MisbehavingServer.Request) -> Int {
    request.json["seed"] as? Int ?? -1
  }

  private static func tokens(_ request: MisbehavingServer.Request) -> Int {
    request.json["max_tokens"] as? Int ?? 0
  }

  private static func quoted(_ text: String) -> String {
    (try? JSONEncoder().encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
  }

  private static func scores(_ request: MisbehavingServer.Request) -> String {
    let texts =
      request.json["text_2"] as? [String] ?? (request.json["text_2"] as? String).map { [$0] } ?? []
    let items = texts.enumerated().map {
      #"{"index":\#($0),"score":\#(EndpointReplies.number($1, 1))}"#
    }
    return #"{"data":[\#(items.joined(separator: ","))]}"#
  }

  /// - Returns: `nil` where the server hides it.
  private static func continuation(
    _ prompt: String, _ begun: String, seed: Int, tokens: Int, _ request: MisbehavingServer.Request
  ) -> (text: String, finish: String)? {
    if prompt.contains("Case refused") { return nil }
    if prompt.contains("Case blank") { return (" \n", "stop") }
    // All of its 24 bits: those of neighbouring seeds differ in the last.
    let word = "w\(Int(EndpointReplies.number("\(begun)|\(seed)", 2) * 0x1p24))"
    let open = begun.isEmpty ? "" : "\n"
    if prompt.contains("Case equal") {
      // A base is a multiple of nothing: that the seeds of siblings follow each other is all that is known.
      return ("\(open)Same \(seed / 3 % 2).\nmore", "stop")
    }
    if prompt.contains("Case same") { return ("\(open)Always.\nmore \(seed)", "stop") }
    if prompt.contains("Case endless") || prompt.contains("Case cut") {
      let isOver = prompt.contains("Case cut") && begun.hasSuffix("on on on on")
      return isOver ? (" end", "stop") : (" on on", "length")
    }
    if prompt.contains("Case short"), begun.isEmpty, seed % 2 == 1 {
      return ("Done \(word).", "stop")
    }
    if prompt.contains("Case steps") {
      let step = begun.components(separatedBy: "Step").count
      return ("\(open)Step \(step): take \(word). Then go on.\nAnd more.\nStep 9: no", "stop")
    }
    return ("\(open)Line \(word) of it.\nA second line \(word).", "stop")
  }
}
