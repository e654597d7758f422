internal import Records

/// The lines of integrations/python: a pair, a moment and a margin, or what a margin follows from.
struct WinnowLog: DynamicsLog {
  private enum Field: String, FieldName {
    case pair, epoch, step, run, margin
    case chosenReward = "chosen_reward"
    case rejectedReward = "rejected_reward"
    case chosen = "chosen_logps"
    case rejected = "rejected_logps"
    case refChosen = "ref_chosen_logps"
    case refRejected = "ref_rejected_logps"
    case beta
  }
  private let names = FieldNames<Field>()

  static func recognise(_ record: JSONValue) -> Bool { record["pair"] != nil }

  func read(
    _ value: JSONValue, _ record: inout RecordBuilder, folder: String, _ runs: inout RunNames,
    into row: inout LogRow
  ) throws(RecordError) {
    record.match(names)
    row.nameText = try record.pairName(record[Field.pair], "pair")
    row.name = PairName(row.nameText, in: record.arena)
    let run: Int
    if let name = record[Field.run], let text = name.string ?? name.rawNumber, !text.isEmpty {
      run = runs.number(of: text, in: record.arena)
    } else if let name = record[Field.run], name.string == nil {
      throw record.wrongType(name, "the name of a run")
    } else {
      run = runs.number(of: "run")
    }
    row.add(try margin(record), run: run, at: try moment(record))
  }

  /// The step, else the epoch, else the only moment there is.
  private func moment(_ record: RecordBuilder) throws(RecordError) -> LogMoment {
    for (field, isEpoch) in [(Field.step, false), (.epoch, true)] {
      guard let value = record[field] else { continue }
      guard let number = try record.measure(value), number >= 0 else {
        throw record.badValue(value, isEpoch ? "an epoch, 0 or more" : "a step, 0 or more")
      }
      return LogMoment(value: number, isEpoch: isEpoch)
    }
    return .only
  }

  /// The margin, whichever of the three forms it has; `nil` where a number is missing.
  private func margin(_ record: RecordBuilder) throws(RecordError) -> Double? {
    if record.has(Field.margin) { return try record.measure(record[Field.margin]) }
    if record.has(Field.chosenReward) || record.has(Field.rejectedReward) {
      guard let chosen = try record.measure(record[Field.chosenReward]),
        let rejected = try record.measure(record[Field.rejectedReward])
      else { return nil }
      return chosen - rejected
    }
    guard record.has(Field.chosen) || record.has(Field.rejected) else { return nil }
    guard record[Field.beta] != nil else { throw record.missing(Field.beta) }
    guard let chosen = try record.measure(record[Field.chosen]),
      let rejected = try record.measure(record[Field.rejected]),
      let refChosen = try record.measure(record[Field.refChosen]),
      let refRejected = try record.measure(record[Field.refRejected]),
      let beta = try record.measure(record[Field.beta])
    else { return nil }
    return beta * ((chosen - refChosen) - (rejected - refRejected))
  }
}
