import Curation
import Foundation
import Records
import Store
import TestSupport
import Testing

@Suite(.serialized) struct CertifyTests {
  private func fixture() throws -> CertifyFixture { try CertifyFixture.shared.get() }

  private func number(_ summary: CertifySummary, _ key: String, _ part: String) throws -> Double? {
    let json = try JSONSerialization.jsonObject(with: Data(summary.json.utf8)) as? [String: Any]
    return (json?[key] as? [String: Any])?[part] as? Double
  }

  private func certify(_ files: [String]) throws -> CertifySummary {
    try Curation.certify(CertifyRequest(location: try fixture().store, answers: files))
  }

  @Test func `the sheet tells neither label nor probability`() throws {
    let fixture = try fixture()
    #expect(
      fixture.sheet[0]
        == ["item", "prompt", "answer_1", "answer_2", "better", "rater", "comment"])
    #expect(fixture.sheet.count == 81)
    #expect(fixture.sheet.allSatisfy { $0.count == 7 })
    #expect(fixture.sheet.dropFirst().allSatisfy { $0[4...] == ["", "", ""] })
    // Which side is shown first is drawn by lot.
    let firsts = fixture.sheet.dropFirst().count { fixture.right($0) == "1" }
    #expect((20...60).contains(firsts))
    #expect(fixture.sheet.dropFirst().allSatisfy { fixture.right($0) != "unsure" })
    #expect(
      try String(contentsOfFile: fixture.folder.file("check/HOWTO.md"), encoding: .utf8)
        .hasPrefix("# How to fill in sample.csv\n"))
  }

  @Test func `a rater who knows gives the true rate and precision`() throws {
    let fixture = try fixture()
    let file = try fixture.answered("all.csv", rater: "ann") { fixture.right($1) }
    let result = try certify([file])
    let low = try #require(try number(result, "noise_rate", "low"))
    let high = try #require(try number(result, "noise_rate", "high"))
    #expect(low < 0.25 && 0.25 < high)
    #expect(high - low < 0.3)
    let precision = try #require(try number(result, "precision", "value"))
    let rate = try #require(try number(result, "noise_rate", "value"))
    #expect(precision > rate)
    #expect(result.text.contains("by a blind check of 80 pairs by one rater"))
    #expect(result.text.contains("The drops are the pairs that filters.training_dynamics dropped."))
  }

  @Test func `two raters who err are corrected for`() throws {
    let fixture = try fixture()
    func other(_ word: String) -> String { word == "1" ? "2" : "1" }
    let one = try fixture.answered("one.csv", rater: "ann") { number, row in
      number.isMultiple(of: 9) ? other(fixture.right(row)) : fixture.right(row)
    }
    let two = try fixture.answered("two.csv", rater: "") { number, row in
      number % 9 == 4 ? other(fixture.right(row)) : fixture.right(row)
    }
    let result = try certify([one, two])
    #expect(result.text.contains("by two raters, corrected for their own mistakes"))
    let low = try #require(try number(result, "noise_rate", "low"))
    let high = try #require(try number(result, "noise_rate", "high"))
    #expect(low < 0.25 && 0.25 < high)
  }

  @Test func `sheets come back as spreadsheets write them`() throws {
    let fixture = try fixture()
    var rows = fixture.sheet
    for i in rows.indices.dropFirst() { rows[i][4] = i.isMultiple(of: 2) ? " TIE " : "Unsure" }
    let file = try fixture.folder.write(
      "\u{FEFF}" + CSVText.text(rows, delimiter: ";").replacingOccurrences(of: "\n", with: "\r\n"),
      to: "semicolons.csv")
    #expect(try number(certify([file]), "ties", "value") == 1)
  }

  /// What is done to the answered sheet, and what is said of it.
  private static let mistakes:
    [(name: String, edit: @Sendable (inout [[String]]) -> Void, String)] =
      [
        (
          "another word", { $0[3][4] = "first" },
          """
          error[bad-answers]: `better` must be 1, 2, tie or unsure: `first`
           --> DIR/bad.csv:LINE
          """
        ),
        (
          "an unknown item", { $0[2][0] = "q000000000000" },
          """
          error[bad-answers]: the sample has no such item: `q000000000000`
           --> DIR/bad.csv:LINE
          hint: leave the column `item` as it was
          """
        ),
        (
          "no item that is known", { for i in $0.indices.dropFirst() { $0[i][0] = "x\(i)" } },
          """
          error[bad-answers]: no sample of this store has the item `x1`
           --> DIR/bad.csv:LINE
          hint: was it drawn from another store?
          """
        ),
        (
          "missing rows", { $0.removeSubrange(1...3) },
          """
          error[bad-answers]: 3 of 80 items of the sample are missing, such as `ITEM`
           --> DIR/bad.csv
          hint: keep every row; leave `better` empty where there is no answer
          """
        ),
        (
          "a row twice", { $0.append($0[1]) },
          """
          error[bad-answers]: the item stands twice, first on line LINE: `ITEM`
           --> DIR/bad.csv:LINE
          hint: two raters in one file must name themselves in `rater`
          """
        ),
        (
          "no answers", { for i in $0.indices.dropFirst() { $0[i][4] = "" } },
          """
          error[bad-answers]: no item is answered
           --> DIR/bad.csv
          hint: write 1, 2, tie or unsure into the column `better`
          """
        ),
        (
          "another file", { $0[0][4] = "best" },
          """
          error[bad-answers]: the sheet has no column `better`; it has: item, prompt, answer_1, answer_2, best, rater, comment
           --> DIR/bad.csv:1
          hint: fill in the sheet that `winnow certify` wrote, and keep its first row
          """
        ),
        (
          "a row cut off", { $0[1].removeLast(2) },
          """
          error[bad-answers]: this row cannot be read: 5 fields, the header has 7
           --> DIR/bad.csv:LINE
          hint: save the sheet as CSV again, with as many columns as it had
          """
        ),
        (
          "no rows", { $0.removeSubrange(1...) },
          """
          error[bad-answers]: the sheet has no rows
           --> DIR/bad.csv
          """
        ),
      ]

  @Test(arguments: mistakes.indices)
  func `a mistake in a sheet gets one clear error`(_ index: Int) throws {
    let fixture = try fixture()
    let (_, edit, expected) = Self.mistakes[index]
    var rows = fixture.sheet
    for i in rows.indices.dropFirst() { rows[i][4] = "1" }
    edit(&rows)
    let file = try fixture.folder.write(CSVText.text(rows), to: "bad.csv")
    let error = #expect(throws: WinnowError.self) { try certify([file]) }
    #expect(
      fixture.stable(error?.description ?? "").replacing(
        /bad\.csv:(?!1\n)\d+/, with: "bad.csv:LINE"
      )
      .replacing(/on line \d+/, with: "on line LINE").replacing(
        /`q(?!0{12})[0-9a-f]{12}`/, with: "`ITEM`")
        == expected)
    #expect(error?.exitStatus == 1)
  }

  @Test func `two files of one rater are refused`() throws {
    let fixture = try fixture()
    let one = try fixture.answered("same1.csv", rater: "ann") { _, _ in "1" }
    let two = try fixture.answered("same2.csv", rater: "ann") { _, _ in "2" }
    let error = #expect(throws: WinnowError.self) { try certify([one, two]) }
    #expect(
      error?.message.hasPrefix("rater `ann` has answered this item in another file: `q") == true)
  }

  @Test func `a sheet that is there is not written over, the same one is`() throws {
    let fixture = try fixture()
    let again = CertifyRequest(
      location: fixture.store, budget: 80, seed: 3, out: fixture.folder.file("check"))
    #expect(try Curation.certify(again).text == fixture.drawn.text)
    var other = again
    other.seed = 4
    let error = #expect(throws: WinnowError.self) { try Curation.certify(other) }
    #expect(
      fixture.stable(error?.message ?? "")
        == "a sheet is here already, and may hold answers: `DIR/check/sample.csv`")
    let samples = try SQLiteText.rows("SELECT count(*) FROM certify_sample", in: fixture.store)
    #expect(samples == ["1"])
  }

  @Test func `the dataset card says it, and only then is the export written anew`() throws {
    let fixture = try CertifyFixture()
    let card = fixture.folder.file("out/README.md")
    func text() throws -> String { try String(contentsOfFile: card, encoding: .utf8) }
    #expect(try !text().contains("## How many labels are wrong"))
    let file = try fixture.answered("all.csv", rater: "ann") { fixture.right($1) }
    _ = try Curation.certify(
      CertifyRequest(location: fixture.pipeline, answers: [file]))
    #expect(
      try Curation.plan(PipelineRequest(path: fixture.pipeline)).text
        .contains("/out: its options changed"))
    _ = try Curation.run(PipelineRequest(path: fixture.pipeline))
    #expect(
      try text().contains(
        """
        ## How many labels are wrong

        - \(try #require(try fixture.certificate.first))
        """))
    #expect(
      try Curation.plan(PipelineRequest(path: fixture.pipeline)).text.contains("/out\n") == false)
    #expect(
      try Curation.plan(PipelineRequest(path: fixture.pipeline)).text.hasSuffix(
        "done    \(fixture.folder.file("out"))"))
  }

  @Test func `a store without a detector has nothing to check`() throws {
    let small = try CurationFixture()
    let error = #expect(throws: WinnowError.self) {
      try Curation.certify(CertifyRequest(location: small.store))
    }
    #expect(
      error?.description == """
        error[nothing-judged]: the last plan has no step `filters.training_dynamics`
        hint: run a pipeline with `- filters.training_dynamics`, or `winnow audit -o DIR FILE`
        """)
    #expect(error?.exitStatus == 2)
    let gone = #expect(throws: WinnowError.self) {
      try Curation.certify(CertifyRequest(location: small.folder.file("gone.sqlite")))
    }
    #expect(gone?.code == .noStore)
  }
}

extension CertifyFixture {
  /// The words of the last certificate.
  fileprivate var certificate: [String] {
    get throws {
      try SQLiteText.rows(
        "SELECT words FROM certificate ORDER BY id DESC LIMIT 1", in: store
      ).flatMap { $0.components(separatedBy: "\n") }
    }
  }
}
