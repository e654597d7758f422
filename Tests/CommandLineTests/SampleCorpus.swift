import Foundation
import TestSupport

/// A seeded generator, for tests that choose at random and must choose alike again.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  // SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Small corpora with all that a store can hold: several containers and members, repeated and
/// contradicting records, records in quarantine, comparisons that stand in two sources.
struct SampleCorpus {
  /// Records of the first source, about.
  var size = 1_000
  /// Records of each other source, about.
  var others = 1_000
  var seed: UInt64 = 1

  /// Writes `pairs.jsonl.gz` (strings), `chat.tar.zst` (messages, four members) and
  /// `votes.7z.gz` (judgements, three members in an archive that needs a scratch copy).
  func write(to folder: TemporaryFolder) throws {
    var random = SeededGenerator(seed)
    try folder.write(
      ArchiveBuilder.gzip(Array(pairs(size, &random).utf8)), to: "data/pairs.jsonl.gz")
    let chats = (0..<4).map { number in
      ArchiveBuilder.Entry("chat/\(number).jsonl", chat(others / 4, number, &random))
    }
    // What is no member is passed over and counted, before the first member and behind the last.
    let first: [ArchiveBuilder.Entry] = [.init("chat", kind: .directory), .init("._chat", "mac")]
    let entries = first + chats + [.init("last", kind: .link)]
    try folder.write(ArchiveBuilder.zstd(ArchiveBuilder.tar(entries)), to: "data/chat.tar.zst")
    let judged = (0..<3).map { number in
      ArchiveBuilder.Entry("votes-\(number).json", votes(others / 3, &random))
    }
    try folder.write(
      ArchiveBuilder.gzip(ArchiveBuilder.sevenZip(judged)), to: "data/votes.7z.gz")
  }

  /// A pipeline over all of it with two exports, in `out/`.
  ///
  /// - Parameters:
  ///   - sources: their order in the file, which means nothing.
  ///   - lengthOptions: of the last stage.
  static func pipeline(
    sources order: [String] = ["chat", "pairs", "votes"], lengthOptions: String = "{max_ratio: 50}"
  ) -> String {
    let sources = [
      "chat": "{name: chat, path: data/chat.tar.zst, format: trl, licence: MIT}",
      "pairs": "{name: pairs, path: data/pairs.jsonl.gz, format: trl, licence: CC0-1.0}",
      "votes": "{name: votes, path: data/votes.7z.gz, format: alpaca-eval, licence: Apache-2.0}",
    ]
    return """
      name: sample
      seed: 5
      splits: {train: 0.8, test: 0.2}
      store: s.sqlite
      sources:
      \(order.compactMap { sources[$0] }.map { "  - \($0)" }.joined(separator: "\n"))
      stages:
        - filters.exact_duplicates
        - filters.contradictions
        - filters.identical_responses
        - filters.length: \(lengthOptions)
      exports:
        - {to: out/dpo, trainer: trl.dpo, shard_bytes: 256KB}
        - {to: out/kto, trainer: trl.kto, compression: gzip, shuffle: true}
      """
  }

  private func question(_ random: inout SeededGenerator) -> String {
    "How does part \(Int.random(in: 0..<max(1, others / 2), using: &random)) work, and why — näher?"
  }

  private func answer(_ random: inout SeededGenerator) -> String {
    let words = ["because", "it", "turns", "the", "wheel", "slowly", "und", "dann", "返す"]
    let count = Int.random(in: 1...3, using: &random)
    return (0..<count).map { _ in words.randomElement(using: &random) ?? "" }.joined(separator: " ")
  }

  private func pairs(_ count: Int, _ random: inout SeededGenerator) -> String {
    var lines = ""
    for number in 0..<count {
      if number.isMultiple(of: max(1, count / 5)) { lines += "{\"prompt\": \"cut off\", \"cho\n" }
      lines += """
        {"prompt": "\(question(&random))", "chosen": "\(answer(&random))", \
        "rejected": "\(answer(&random))", "weight": \(Int.random(in: 0..<9, using: &random))}

        """
    }
    return lines
  }

  private func chat(_ count: Int, _ member: Int, _ random: inout SeededGenerator) -> String {
    var lines = ""
    for _ in 0..<count {
      lines += """
        {"prompt": [{"role": "system", "content": "Member \(member)."}, \
        {"role": "user", "content": "\(question(&random))"}], \
        "chosen": [{"role": "assistant", "content": "\(answer(&random))"}], \
        "rejected": [{"role": "assistant", "content": "\(answer(&random))"}]}

        """
    }
    return lines
  }

  private func votes(_ count: Int, _ random: inout SeededGenerator) -> String {
    let rows = (0..<count).map { _ in
      """
      {"instruction": "\(question(&random))", "output_1": "\(answer(&random))", \
      "output_2": "\(answer(&random))", "generator_1": "small", "generator_2": "large", \
      "annotator": "judge-\(Int.random(in: 0..<3, using: &random))", \
      "preference": \(["1", "2", "1.5", "1.2"].randomElement(using: &random) ?? "1")}
      """
    }
    return "[\n" + rows.joined(separator: ",\n") + "\n]\n"
  }
}
