import Endpoints
import Testing

/// The last line of a judge that names a winner.
@Suite struct WinnerTests {
  @Test(
    arguments: [
      ("Winner: Response A", .a), ("Winner: Response B", .b), ("**Winner: Response B**", .b),
      ("**Winner:** *Response A*.", .a), ("winner: response b", .b), ("WINNER: B", .b),
      ("Winner: [[A]]", .a), ("Winner: [Response B]", .b), ("Winner: \\boxed{B}", .b),
      ("$\\boxed{Winner: \\text{Response A}}$", .a), ("Winner: \\textbf{Response B}", .b),
      ("Winner = B", .b), ("Winner\u{FF1A}Response A", .a), ("Winner: Answer A", .a),
      ("Winner:\nResponse B", .b), ("Winner: A, since it is shorter", .a),
      ("Winner: Response A is shorter", .a), ("Winner: the response B", .b),
      ("{\"winner\": \"A\", \"why\": \"it is short\"}", .a), ("Winner: <B>", .b),
      ("Winner: A (Response A)", .a), ("Winner: B (the shorter one)", .b),
      ("Winner: A because it is short", .a), ("Winner: A\nIt is short.", .a),
      ("Winner: A\nNo, once more:\nWinner: B", .b), ("The winner is clear.\nWinner: A", .a),
      ("Winner: B\nThe winner keeps every rule.", .b),
    ] as [(String, JudgeLine.Winner)])
  func `a winner is read as models write it`(text: String, winner: JudgeLine.Winner) {
    #expect(JudgeLine.winner(in: text) == winner)
  }

  @Test(arguments: [
    "", "A", "Winner", "Winner:", "Winner: tie", "Winner: neither", "Winner: both", "Winner: C",
    "Winner: Response 1", "Winner: A clear case of a draw", "Winner: I cannot say",
    "Winner: A response that is clear", "Winner: A\nWinner: undecided", "Response A wins",
    "Winner: AB",
  ])
  func `what names no response is no verdict`(text: String) {
    #expect(JudgeLine.winner(in: text) == nil)
  }

  @Test(arguments: [
    "Winner: Response A|B", "Winner: Response A | Response B", "Winner: Response A or Response B",
    "Winner: A/B", "Winner: [Response A/Response B]", "**Winner: `Response A` or `Response B`**",
    "Winner: <Response A|B>", "Winner: Response A and Response B",
  ])
  func `a form that is repeated says nothing, and hides nothing`(form: String) {
    #expect(JudgeLine.winner(in: form) == nil)
    #expect(JudgeLine.winner(in: "Winner: B\n(As told: \(form))") == .b)
    #expect(JudgeLine.winner(in: "I am told to write \(form)\n\nWinner: Response A") == .a)
  }
}
