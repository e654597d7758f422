import Pipeline
import Records
import Testing

@testable import Export

@Suite struct OptionTests {
  @Test(arguments: [
    (
      "trl.dop", "",
      """
      error[unknown-trainer]: unknown trainer: `trl.dop`
       --> tiny.yaml:3:22
        | - {to: out, trainer: trl.dop}
        |                      ^
      hint: did you mean `trl.dpo`? (known: `trl.dpo`, `trl.reward`, `trl.kto`, `trl.sft`, `rubrics.generator`, 
      """
    ),
    (
      "trl.dpo", "level: 20",
      """
      error[bad-option]: option `level` of trainer `trl.dpo` must be an integer, from 1 to 19: `20`
       --> tiny.yaml:3:38
        | - {to: out, trainer: trl.dpo, level: 20}
        |                                      ^
      """
    ),
    (
      "trl.dpo", "compression: gzip, level: 12",
      """
      error[bad-option]: option `level` of trainer `trl.dpo` must be 1 to 9 for gzip: `12`
       --> tiny.yaml:3:57
        | - {to: out, trainer: trl.dpo, compression: gzip, level: 12}
        |                                                         ^
      """
    ),
    (
      "trl.dpo", "compression: none, level: 1",
      """
      error[bad-option]: option `level` of trainer `trl.dpo` must not be given with `compression: none`: `1`
       --> tiny.yaml:3:57
        | - {to: out, trainer: trl.dpo, compression: none, level: 1}
        |                                                         ^
      """
    ),
    (
      "trl.reward", "margin: overall",
      """
      error[bad-option]: option `margin` of trainer `trl.reward` must be `agreement`, `logit`, `score:NAME` or `none`: `overall`
       --> tiny.yaml:3:42
        | - {to: out, trainer: trl.reward, margin: overall}
        |                                          ^
      hint: `score:overall` takes the difference of the scores called `overall`
      """
    ),
    (
      "trl.kto", "margin: none",
      """
      error[unknown-option]: unknown option `margin` for trainer `trl.kto`
       --> tiny.yaml:3:31
        | - {to: out, trainer: trl.kto, margin: none}
        |                               ^
      """
    ),
  ])
  func `a wrong option is shown with its place`(
    trainer: String, options: String, expected: String
  ) throws {
    let fixture = try ExportFixture()
    let error = #expect(throws: WinnowError.self) { try fixture.prepare(trainer, options) }
    #expect(error?.description.hasPrefix(expected) == true, "\(error?.description ?? "")")
  }

  @Test func `every trainer describes its options, and every option has a line`() {
    let trainers = TrainerExports().trainers
    #expect(
      trainers.map(\.name) == [
        "trl.dpo", "trl.reward", "trl.kto", "trl.sft", "rubrics.generator", "rubrics.judge",
        "rubrics.rows", "rubrics.grpo", "verl.rubric", "verl.rl", "verl.rm", "verl.sft",
        "trees.jsonl", "trl.stepwise", "step_dpo",
      ])
    for trainer in trainers {
      #expect(!trainer.summary.isEmpty)
      #expect(trainer.options.contains { $0.key == "shard_bytes" })
      #expect(trainer.options.allSatisfy { !$0.doc.isEmpty && !$0.doc.contains("\n") })
    }
    #expect(trainers[1].options.first?.key == "margin")
  }
}
