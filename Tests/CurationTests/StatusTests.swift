import Curation
import Foundation
import Records
import Store
import TestSupport
import Testing

@Suite struct StatusTests {
  @Test func `a store is shown with its sources, splits, runs and plan`() throws {
    let small = try CurationFixture()
    let text = try small.stable(Curation.status(small.pipeline).text)
    #expect(
      text == #"""
        store   DIR/small.sqlite (SIZE)

        source  first.jsonl
          first.jsonl                                8 records = 6 stored + 1 duplicates + 1 quarantined
            trl, licence MIT
            in quarantine: wrong_type 1
              first.jsonl:3 (byte 346): wrong_type: `/chosen` is a boolean, not a text or a list of messages

        source  second.jsonl
          second.jsonl                               2 records = 2 stored + 0 duplicates + 0 quarantined
            trl

        split               groups      prompts    responses        pairs        votes
        test                     1            1            2            1            1
        train                    6            6           12            6            7
        all                      7            7           14            7            8

        runs    9 finished, 0 not finished

        plan    small, TIME UTC
          ingest                                    10 records = 8 stored + 1 duplicates + 1 quarantined
            quarantined: 1 wrong_type
          labels.majority                            7 pairs
          filters.empty_response                     6 pairs = 5 kept + 1 empty_response
          filters.contradictions                     5 pairs = 4 kept + 1 votes_disagree
          filters.length                             4 pairs = 3 kept + 1 too_long
          export trl.dpo                             7 pairs = 4 written + 3 dropped
        """#)
  }

  @Test func `a store may be named instead of the pipeline`() throws {
    let small = try CurationFixture()
    #expect(try Curation.status(small.store).text == Curation.status(small.pipeline).text)
  }

  @Test func `a store that another process writes is shown with its writer`() throws {
    let small = try CurationFixture()
    let lock = try StoreLock(path: small.store, command: "run small.yaml")
    defer { withExtendedLifetime(lock) {} }
    let store = try Store(path: small.store)
    let key = RunKey(stage: "ingest", part: "new/new", options: "{}", seed: 0, inputs: [])
    _ = try Ledger.begin(store, key)
    let text = small.stable(try Curation.status(small.store).text)
    #expect(text.contains("\nwriter  process PID: run small.yaml\n"))
    #expect(
      text.contains(
        "finished, 1 not finished\n"
          + "  ingest of new/new: 0 batches committed, 0 records, begun TIME UTC"))
    store.close()
  }

  @Test func `without a writer none is shown`() throws {
    let small = try CurationFixture()
    #expect(try !Curation.status(small.store).text.contains("writer"))
  }

  @Test func `what was read by an older plan is told apart`() throws {
    let small = try CurationFixture()
    let changed = PipelineRequest(path: small.pipeline, limit: 2)
    _ = try Curation.run(changed)
    let text = try Curation.status(small.store).text
    #expect(text.components(separatedBy: "not in the last plan").count == 3)
  }

  @Test func `the counts of the JSON close`() throws {
    let small = try CurationFixture()
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(Curation.status(small.store).json.utf8))
        as? [String: Any])
    for member in try #require(json["members"] as? [[String: Any]]) {
      let counts = ["records", "stored", "duplicates", "quarantined"].map {
        member[$0] as? Int ?? -1
      }
      #expect(counts[0] == counts[1] + counts[2] + counts[3])
    }
    #expect((json["runs"] as? [Any])?.count == 9)
  }

  @Test func `a store that is not there is an error`() throws {
    let small = try CurationFixture(runs: false)
    let error = #expect(throws: WinnowError.self) { try Curation.status(small.pipeline) }
    #expect(
      small.stable(error?.description ?? "") == """
        error[no-store]: no store at: `DIR/small.sqlite`
        hint: `winnow run` or `winnow ingest` makes one
        """)
    #expect(error?.exitStatus == 2)
  }

  @Test func `another file is no store`() throws {
    let small = try CurationFixture(runs: false)
    let error = #expect(throws: WinnowError.self) {
      try Curation.status(small.folder.file("first.jsonl"))
    }
    #expect(error?.code == .notAStore)
  }
}
