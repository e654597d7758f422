@testable import Curation
import Foundation
import Records
import Store
import TestSupport
import Testing

@Suite struct WhyTests {
  let small: CurationFixture

  init() throws { small = try CurationFixture() }

  @Test func `a pair of two files is shown with all that was said of it`() throws {
    let text = try small.why("capital of France")
    #expect(
      text == #"""
        pair    a67ea8ff7ed901a5fc3315764acb913f
        prompt  4db4bbdad300f60c9fe9320d92908b1d
        group   5c06473a86e8fdf29eb35763ca5a322a, split train
        became  dropped by filters.contradictions: votes_disagree

        prompt      What is the capital of France?
        response a  Paris.
                    3d73749f7d35bb494770b472edf010ca, 6 characters, by wren
        response b  Lyon, I think.
                    d18cb380a05f9839b957ee23c6c9fc20, 14 characters, by tit

        came from
          first.jsonl:1  record 1, byte 0, file first.jsonl
          first.jsonl:2  record 2, byte 173, file first.jsonl, duplicate of line 1
          second.jsonl:1  record 1, byte 0, file second.jsonl

        votes
          a        strength 1, human unnamed, a stood first, first.jsonl:1
          b        strength 1, model unnamed, b stood first, second.jsonl:1

        scores
          a  score 8.5, first.jsonl:1
          b  score 3, first.jsonl:1

        plan
          labels.majority (run DIGEST)              decided: tie, probability of a 0.5
          filters.empty_response (run DIGEST)       nothing against it
          filters.contradictions (run DIGEST)       drop votes_disagree  {"a":1.0,"b":1.0,"neither":0.0,"votes":2}
          filters.length (run DIGEST)               not asked: dropped before

        exports
          trl.dpo (run DIGEST)                      not written: dropped, a stage dropped the pair
        """#)
  }

  @Test func `a kept pair is shown with chosen and rejected`() throws {
    let text = try small.why("second.jsonl:2")
    #expect(
      text == #"""
        record  second.jsonl:2 of second.jsonl, number 2, byte 90: stored

        pair    afd7c80a561b92ce85815fcdb4f84d11
        prompt  b02ac15f751467a27ebe760ff4f4e733
        group   1bb6ae607a47e7339208ea0b3ea3ecdd, split test
        became  kept: b is chosen, probability 1

        prompt        Name a colour.
        chosen (b)    Blue.
                      8188560357968a4953076c3d763477d1, 5 characters
        rejected (a)  Seven.
                      5e1ead9754555452dba77771fbac53ae, 6 characters

        came from
          second.jsonl:2  record 2, byte 90, file second.jsonl

        votes
          b        strength 1, model unnamed, b stood first, second.jsonl:2

        plan
          labels.majority (run DIGEST)              decided: b, probability of a 0
          filters.empty_response (run DIGEST)       not asked: it works on train only
          filters.contradictions (run DIGEST)       not asked: it works on train only
          filters.length (run DIGEST)               not asked: it works on train only

        exports
          trl.dpo (run DIGEST)                      written to split test
        """#)
  }

  @Test func `a dialogue is shown by its last turn, and found as it reads`() throws {
    let text = try small.why("Say \"cheese\"")
    #expect(
      text == #"""
        pair    5d10969d067129c9331e67ca3de7b1aa
        prompt  d92623afebe82d999cb25475658fe126
        group   9348e3073a90edf214260b389c985b5b, split train
        became  kept: b is chosen, probability 1

        prompt        (3 turns, the last) user: Say "cheese"
        chosen (b)    Cheese
                      e9b8a35997f59c86366af6d05a5d648c, 6 characters
        rejected (a)  Bread
                      abe545ed78f9694bb186becb46f06915, 5 characters

        came from
          first.jsonl:8  record 8, byte 745, file first.jsonl

        votes
          b        strength 1, human unnamed, b stood first, first.jsonl:8

        plan
          labels.majority (run DIGEST)              decided: b, probability of a 0
          filters.empty_response (run DIGEST)       nothing against it
          filters.contradictions (run DIGEST)       nothing against it
          filters.length (run DIGEST)               nothing against it

        exports
          trl.dpo (run DIGEST)                      written to split train
        """#)
  }

  @Test func `a record in quarantine is shown with its reason`() throws {
    let text = try small.why("first.jsonl:3")
    #expect(
      text == #"""
        record  first.jsonl:3 of first.jsonl, number 3, byte 346: in quarantine, wrong_type
                `/chosen` is a boolean, not a text or a list of messages
        """#)
  }

  @Test func `a duplicate leads to the pair it repeats`() throws {
    let text = try small.why("first.jsonl:2")
    #expect(
      text.hasPrefix(
        "record  first.jsonl:2 of first.jsonl, number 2, byte 173: duplicate of the record at line 1\n\npair    "
      ))
    #expect(
      text.contains(
        "\n  first.jsonl:2  record 2, byte 173, file first.jsonl, duplicate of line 1\n"))
  }

  @Test(arguments: ["first.jsonl:1", "first.jsonl#1"])
  func `a place is a line or the number of a record`(query: String) throws {
    #expect(try small.why(query).contains("capital of France"))
  }

  @Test func `several pairs are listed`() throws {
    let text = try small.why("Name a", limit: 2)
    #expect(
      text == #"""
        4 pairs: “Name a”
          963c82896ebdda3b595731edb515d8ec  first.jsonl:4  dropped by filters.empty_response: empty_response
            Name a tree.
          f0047b9d66be4af265306b95990e7d0a  first.jsonl:5  dropped by filters.length: too_long
            Name a river.
          and 2 more; `--limit` shows them
        hint: ask for one of them by the beginning of its id
        """#)
  }

  @Test(arguments: ["pair", "prompt", "response", "record"])
  func `anything with a digest can be asked for`(table: String) throws {
    let digest = try #require(
      try small.rows("SELECT lower(hex(digest)) FROM \(table) ORDER BY id LIMIT 1").first)
    for query in [digest, String(digest.prefix(12)), digest.uppercased()] {
      #expect(try small.why(query).contains("capital of France"), "\(query)")
    }
  }

  @Test func `a digest of a run is told to be one`() throws {
    let digest = try #require(try small.rows("SELECT lower(hex(digest)) FROM run").first)
    #expect(try small.why(digest) == "\(digest) is a run")
  }

  @Test func `an ambiguous digest lists what it may be`() throws {
    let reader = WhyReader(try Store(reading: small.store))
    let all = try reader.matches(digest: "0", limit: 10) + reader.matches(digest: "1", limit: 10)
    #expect(!all.isEmpty)
    let answer = WhyAnswer(query: "0", matches: Array(all.prefix(2)))
    #expect(
      answer.text(location: "") == """
        the digests of several things begin with: 0
          \(all[0].id)  \(all[0].kind.words)
          \(all[1].id)  \(all[1].kind.words)
        """)
  }

  @Test func `nothing found is an error with status 1`() throws {
    #expect(
      small.whyError("no such words") == """
        error[nothing-found]: nothing in the store has this digest, place or text: `no such words`
        hint: texts are compared letter by letter; a place is `MEMBER:LINE`, such as `hh.jsonl:17`
        """)
    #expect(WinnowError.Code.nothingFound.exitStatus == 1)
  }

  @Test func `an empty query is an error with status 2`() throws {
    #expect(
      small.whyError("") == """
        error[nothing-to-find]: the query is empty
        hint: ask for an id, a place or a piece of text
        """)
    #expect(WinnowError.Code.nothingToFind.exitStatus == 2)
  }

  @Test func `texts cannot steer the terminal`() throws {
    for query in ["first.jsonl:7", "[31mred"] {
      let text = try small.why(query)
      #expect(text.contains("Say [31mred."))
      #expect(text.contains("Red. And so on."))
      for scalar in text.unicodeScalars where scalar != "\n" {
        #expect(scalar.properties.generalCategory != .control)
        #expect(scalar.properties.generalCategory != .format)
      }
    }
  }

  @Test func `the JSON holds the same`() throws {
    let json = try Curation.why(WhyRequest(query: "capital", location: small.pipeline)).json
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let pair = try #require((object["pairs"] as? [[String: Any]])?.first)
    #expect((pair["places"] as? [Any])?.count == 3)
    #expect((pair["votes"] as? [Any])?.count == 2)
    #expect((pair["steps"] as? [Any])?.count == 4)
    let export = try #require((pair["exports"] as? [[String: Any]])?.first)
    #expect(export["written"] as? Bool == false)
    #expect(export["reason"] as? String == "dropped")
    #expect((pair["outcome"] as? [String: Any])?["end"] as? String == "dropped")
  }

  @Test func `without a finished plan a pair is shown all the same`() throws {
    let fixture = try StoreFixture()
    try fixture.ingest([.pair("Why?", chosen: "Because.", rejected: "No.")])
    let text = try Curation.why(
      WhyRequest(query: "Because", location: fixture.folder.file("store.sqlite"))
    ).text
    #expect(text.contains("\nbecame  nothing yet: no plan is finished\n"))
    #expect(!text.contains("not in the last plan"))
  }

  @Test func `a pair the last plan does not read is told to be one`() throws {
    _ = try Curation.run(PipelineRequest(path: small.pipeline, limit: 1))
    #expect(
      try small.why("Name a colour").contains("nothing: the last finished plan does not read it"))
  }
}

/// Every pair of a damaged corpus, against `pairs_view`.
@Suite struct OutcomeTests {
  @Test func `what became of a pair is what pairs_view says`() throws {
    let folder = try TemporaryFolder()
    _ = try Curation.synth(
      SynthRequest(
        pairs: 300, out: folder.file("corpus.jsonl.gz"), seed: 5, flip: 0.3, ties: 0.1,
        duplicates: 0.3, dirty: 0.1, responsesPerPrompt: 4, pairsPerPrompt: 4))
    try folder.write(
      """
      splits: {train: 0.8, test: 0.2}
      max_bad_records: 100%
      sources: [{path: corpus.jsonl.gz, format: trl}]
      stages:
        - filters.exact_duplicates
        - filters.contradictions
        - filters.length: {max_ratio: 1.5}
        - filters.unfinished_response
        - filters.identical_responses
      """, to: "p.yaml")
    _ = try Curation.run(PipelineRequest(path: folder.file("p.yaml")))
    let store = try Store(reading: folder.file("p.sqlite"))
    let reader = WhyReader(store)
    let rows = try SQLiteText.rows(
      """
      SELECT pair.id, decision, kept, dropped_by, drop_reason FROM pairs_view
      JOIN pair ON lower(hex(pair.digest)) = pairs_view.id ORDER BY pair.id
      """, in: store.path)
    #expect(rows.count > 100)
    var ends: Set<String> = []
    for row in rows {
      let pair = try #require(Int64(row.prefix { $0 != "|" }))
      let outcome = PairOutcome(try reader.history(pair))
      var kept = "0"
      var dropped = "-|-"
      switch outcome.end {
      case .kept: kept = "1"
      case .dropped(let step, let reason): dropped = "\(step)|\(reason)"
      default: break
      }
      // The view names stages with their version.
      #expect(
        row.replacing("@2", with: "") == "\(pair)|\(outcome.decision.word)|\(kept)|\(dropped)")
      ends.insert("\(outcome.words)")
    }
    #expect(ends.count > 3, "\(ends)")
  }
}

@Suite struct ShownTests {
  @Test(arguments: [
    ("a\n\n b\tc", "a b c"), ("\u{1B}[1mx", "[1mx"), ("  x ", "x"), ("a\u{202E}b", "ab"),
    ("", ""), ("\u{FEFF}é", "é"), ("👩‍👩‍👧", "👩‍👩‍👧"), ("a\r\nb", "a b"), ("a\u{2028}b", "a b"),
  ])
  func `text is one line`(text: String, expected: String) {
    #expect(shown(text) == expected)
  }

  @Test(arguments: 0..<200 as Range<UInt32>)
  func `any text is one line of at most so many characters`(seed: UInt32) {
    var text = String.UnicodeScalarView()
    for i in 0..<200 as Range<UInt32> {
      let value = (seed &* 2_654_435_761 &+ i &* 40_503) % 0x3000
      text.append(Unicode.Scalar(value) ?? " ")
    }
    let line = shown(String(text), limit: 50)
    #expect(line.count <= 50)
    #expect(!line.contains { $0.isNewline || $0 == "\u{1B}" })
  }
}
