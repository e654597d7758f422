import Records
import Store
import Testing

@testable import Relabel

@Suite struct ChoosingTests {
  @Test(
    arguments: [
      ("100", .count(100)), ("50%", .share(0.5)), ("0%", .share(0)), ("101%", nil), ("-1", nil),
      ("half", nil), ("", nil),
    ] as [(String, TopPairsStage.Size?)])
  func `a size is a number or a share`(text: String, size: TopPairsStage.Size?) {
    #expect(TopPairsStage.Size(text) == size)
  }

  @Test(
    arguments: [
      (TopPairsStage.Value.gap, 3.0), (.chosen, 5), (.lowest, 2), (.mean, 3.5),
    ] as [(TopPairsStage.Value, Double)])
  func `a pair's score is what is asked for`(value: TopPairsStage.Value, expected: Double) {
    #expect(value.of(5, 2) == expected)
  }

  /// p / (1 − p) with p = (good + 2 base) / (count + 2).
  @Test(
    arguments: [
      (2.0, 4.0, 0.5, 1.0), (0, 4, 0.5, 0.5), (4, 4, 0.5, 5), (0, 8, 0.1, 0.5), (20, 20, 1, 10),
      (3, 6, 0.25, 7.0 / 9),
    ] as [(Double, Double, Double, Double)])
  func `bad answers weigh as much as their prompt has good ones`(
    good: Double, count: Double, base: Double, weight: Double
  ) {
    let found = UnpairedStage.density(good: good, of: count, base: base, 0.5...10)
    #expect(abs(found - weight) < 1e-9)
  }

  @Test func `directions are unit vectors within the cone, the same for the same seed`() {
    for number in 0..<500 {
      let prompt = PublicID(high: UInt64(number) &* 0x9E37_79B9_7F4A_7C15, low: 1)
      let found = DirectionalStage.direction(prompt, number % 3, minWeight: 71, seed: 5)
      #expect((71...100).contains(found.x) && (-71...71).contains(found.y))
      let length = Double(found.x * found.x + found.y * found.y).squareRoot()
      #expect(abs(length - 100) < 1)
      #expect(found == DirectionalStage.direction(prompt, number % 3, minWeight: 71, seed: 5))
    }
  }

  @Test(
    arguments: [
      ("What is half of 84?", .scaffolds), ("It is 42.", .givesAway),
      ("Is it 42? Try.", .givesAway), ("Try again.", .neither), ("What of 142?", .scaffolds),
      ("Is it 42.5?", .scaffolds), ("それは何ですか？", .scaffolds), ("Is it 3.42?", .scaffolds),
      ("Are 42,000 enough?", .scaffolds), ("Is it 42, then?", .givesAway),
      ("Is it 42.", .givesAway),
    ] as [(String, ScaffoldingStage.Kind)])
  func `an answer asks without the solution, or gives it away`(
    text: String, kind: ScaffoldingStage.Kind
  ) {
    #expect(ScaffoldingStage.kind(of: text, ["42"]) == kind)
  }

  @Test func `a difference is no negative number`() {
    #expect(ScaffoldingStage.kind(of: "What is 7-12?", ["-12"]) == .scaffolds)
    #expect(ScaffoldingStage.kind(of: "It is -12.", ["-12"]) == .givesAway)
  }

  @Test(
    arguments: [
      (#"{"answer":true}"#, nil), (#"{"answer":0.5,"x":{"y":1}}"#, "0.5"),
      (#"{"answer":" 42 "}"#, "42"), (#"{"answer":42}"#, "42"), (#"{"answer":["a"]}"#, nil),
      (#"{"other":1}"#, nil), ("no JSON", nil),
    ] as [(String, String?)])
  func `the solution is a text or a number`(json: String, value: String?) {
    #expect(ScaffoldingStage.field("answer", of: json) == value)
  }
}
