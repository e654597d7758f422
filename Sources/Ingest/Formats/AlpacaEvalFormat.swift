internal import Pipeline
internal import Records

/// Judgements of AlpacaEval: two outputs and a preference between 1 and 2.
struct AlpacaEvalFormat: RecordFormat {
  static let name = "alpaca-eval"
  static let summary = "AlpacaEval judgements with a continuous preference"
  static let discussion = """
    One record is one judgement: `instruction`, `output_1`, `output_2`, `generator_1`,
    `generator_2`, `annotator`, `preference`.

    `preference` is a number from 1, the first output is better, to 2, the second is. 1.5, 0 and
    null are ties. The strength of the vote is twice the distance from 1.5, from 0 to 1; a tie has
    1. The annotator is a model. Several judgements of one comparison become votes on one pair.
    `dataset` and all other fields are kept as they are.
    """

  private enum Field: String, FieldName {
    case instruction, output1 = "output_1", output2 = "output_2", generator1 = "generator_1"
    case generator2 = "generator_2", annotator, preference
  }
  private let names = FieldNames<Field>()

  init(options: inout OptionReader) throws(WinnowError) {}

  func read(_ value: JSONValue, into record: inout RecordBuilder) throws(RecordError) {
    record.match(names)
    record.prompt(text: try record.text(Field.instruction))
    let firstModel = try record.name(record[Field.generator1])
    let first = record.response(text: try record.text(Field.output1), model: firstModel)
    let secondModel = try record.name(record[Field.generator2])
    let second = record.response(text: try record.text(Field.output2), model: secondModel)
    let (winner, strength) = try preference(&record)
    record.vote(
      first, second, winner, strength: strength, kind: .model,
      annotator: try record.name(record[Field.annotator]))
  }

  private func preference(
    _ record: inout RecordBuilder
  ) throws(RecordError) -> (Winner, strength: Double) {
    guard record.has(Field.preference) else { throw record.missing(Field.preference) }
    guard let given = record.fields[Field.preference.ordinal], !given.isNull else {
      if let given = record.fields[Field.preference.ordinal] { record.take(given) }
      return (.tie, 1)
    }
    guard let value = record.number(given) else { throw record.wrongType(given, "a number") }
    guard value == 0 || value >= 1 && value <= 2 else {
      throw record.badValue(given, "a preference, 0 or from 1 to 2")
    }
    if value == 0 || value == 1.5 { return (.tie, 1) }
    return (value < 1.5 ? .first : .second, abs(value - 1.5) * 2)
  }

  static func recognise(_ record: JSONValue) -> Recognition? {
    let names: [StaticString] = ["instruction", "output_1", "output_2", "preference"]
    guard names.allSatisfy({ record[$0] != nil }) else { return nil }
    return Recognition(.certain, "have `instruction`, `output_1`, `output_2` and `preference`")
  }
}
