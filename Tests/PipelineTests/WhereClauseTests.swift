import Pipeline
import Records
import Store
import Testing

@Suite struct WhereClauseTests {
  private func vote(
    source: String = "s", member: String = "m", annotator: String = "a"
  ) -> JudgedPair.Vote {
    JudgedPair.Vote(
      winner: .a, strength: 1, annotator: annotator, source: source, member: member, aModel: "",
      bModel: "")
  }

  @Test func `nothing said takes everything`() throws {
    let clause = try WhereClause("")
    #expect(clause == WhereClause())
    #expect(clause.takes(vote()))
    #expect(!clause.choosesVotes)
  }

  @Test func `words, quotes and blanks`() throws {
    let clause = try WhereClause(#"source=hh, annotator="b, c",annotator=a,no-ties"#)
    #expect(clause.sources == ["hh"])
    #expect(clause.annotators == ["b, c", "a"])
    #expect(clause.leavesOutTies)
    #expect(clause.description == #"source=hh,annotator="b, c",annotator=a,no-ties"#)
    #expect(try WhereClause(clause.description) == clause)
  }

  @Test func `every condition must hold, and either of two names`() throws {
    let clause = try WhereClause("source=s,annotator=a,annotator=b")
    #expect(clause.takes(vote(annotator: "a")))
    #expect(clause.takes(vote(annotator: "b")))
    #expect(!clause.takes(vote(annotator: "c")))
    #expect(!clause.takes(vote(source: "t")))
  }

  @Test func `a member may be named by its end`() throws {
    let clause = try WhereClause("member=clean.jsonl")
    #expect(clause.takes(vote(member: "x.tar!x/clean.jsonl")))
    #expect(clause.takes(vote(member: "x.tar!clean.jsonl")))
    #expect(!clause.takes(vote(member: "x.tar!eval_clean.jsonl")))
  }

  @Test(arguments: ["sauce=hh", "no-tie", "source=", ",", "source=a,", #"source="a"#, "=a"])
  func `what is no condition is refused with a hint`(text: String) throws {
    let error = try #require(throws: WinnowError.self) { try WhereClause(text) }
    #expect(error.code == .badOption)
    #expect(error.hint != nil)
  }
}
