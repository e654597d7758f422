import Records
import Testing

@testable import Ingest

/// Mappings and records that do not fit each other, or nothing: an error, a quarantined record, no trap.
@Suite struct `Mappings by chance` {
  private static let single = [
    "p", "p", "p", "/p", "'@p'", "'@p'", "q", "/l/0/t", "'{p}[ {/q}]'", "{literal: x}", "{at: q}",
    "{messages: /m}", "{transcript: p}", "/m",
  ]
  private static let listed = ["/l/*", "/l/*/t", "/o/*/x", "'{/l/*/t} {p}'", "{messages: /l/*/t}"]
  private static let names = ["p", "7", "'{p}[ {/q}]'", "{literal: x}", "{at: q}", "'@p'"]
  private static let votes = [
    "{better: a, worse: b}", "{better: b, worse: [a]}", "{ranked: b, by: s, pairs: adjacent}",
    "{ranked: b, pairs: best_worst}", "{response: b, good: g}",
    "{response: a, good: {of: g, is: {true: true, else: none}}, strength: s}",
    "{between: [a, b], winner: {of: g, is: {'<3': a, 1..9: b, null: tie, else: both_bad}}}",
    "{better: a, worse: b, when: g, annotator: '{p}', rationale: q, strength: {of: s, is: {1: 2}}}",
  ]

  private func yaml(_ random: inout Seeded) -> String {
    func any(_ list: [String]) -> String { list[random.below(list.count)] }
    var text = "join: {path: f, on: k}\nprompt: \(any(Self.single))\n"
    if random.chance(0.3) { text += "system: \(any(Self.names))\n" }
    text += "responses:\n  a: \(any(Self.single))\n"
    let isList = random.chance(0.6)
    let numbers = isList ? ["s", "/l/*/x", "/o/*/x", "1"] : ["s", "1", "q"]
    text +=
      "  b: {text: \(any(isList ? Self.listed : Self.single)), model: \(any(Self.names)), "
      + "rank: \(any(numbers)), scores: {s: \(any(numbers))}}\n"
    text += "votes: [\(any(Self.votes)), \(any(Self.votes))]\n"
    if random.chance(0.2) { text += "cases: [{when: g}, {prompt: q}]\n" }
    return text
  }

  private func records(_ random: inout Seeded, seed: UInt64) -> String {
    var writer = JSONWriter(seed: seed)
    let values = [
      #""t""#, #""u""#, "1", "true", "null", #""\n\nHuman: a\n\nAssistant:""#, "0.5", "[]",
    ]
    let usual = [
      "p": #""text""#, "q": #""more""#, "g": "true", "s": "2",
      "l": #"[{"t":"a","x":1},{"t":"b"}]"#, "o": #"{"i":{"x":"c"},"j":{"x":"4"}}"#,
      "m": #"[{"role":"user","content":"u"},{"role":"assistant","content":"a"}]"#,
    ]
    return (0..<20).map { _ in
      let members = ["p", "q", "l", "o", "m", "g", "s"].filter { _ in random.chance(0.95) }
        .map { key in
          var value = usual[key] ?? "null"
          if random.chance(0.1) { value = values[random.below(values.count)] }
          if random.chance(0.05) { value = writer.value(depth: 0) }
          return "\"\(key)\":\(value)"
        }
      return "{\"k\":\(random.below(9) / 4)" + members.map { "," + $0 }.joined() + "}\n"
    }.joined()
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `read every record or say why not`(seed: UInt64) throws {
    var random = Seeded(seed)
    var yaml = Array(yaml(&random).utf8)
    if random.chance(0.3) {
      for _ in 0..<random.below(3) {
        yaml[random.below(yaml.count)] = UInt8(32 + random.below(95))
      }
    }
    let files = [
      "f": "{\"k\":0,\"p\":\"P\"}\n{\"k\":1,\"p\":[{\"role\":\"user\",\"content\":\"x\"}]}\n"
    ]
    guard let format = try? mapping(String(decoding: yaml, as: UTF8.self), files: files) else {
      return
    }
    let text = records(&random, seed: seed)
    let all = try batches(Array(text.utf8), as: format)
    #expect(all.map(\.records.count).reduce(0, +) == 20)
    for batch in all {
      for vote in batch.votes { #expect(vote.strength > 0 && vote.first != vote.second) }
      for record in batch.records { #expect(Int(record.extra.end) <= batch.arena.count) }
    }
  }
}
