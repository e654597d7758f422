package import Records

/// A value of a row of a side file.
package enum SideValue: Sendable, Equatable {
  /// Not there, null, or nothing that fits elsewhere.
  case absent
  case text(String)
  case number(Double)
  case list([SideValue])
  /// An object, or a list with an object or a list in it, as compact JSON.
  case json(String)

  /// The text, or a number's shortest digits.
  package var text: String? {
    switch self {
    case .text(let text): text
    case .number(let number):
      number == number.rounded() && number.magnitude < 1e15
        ? String(Int64(number)) : String(number)
    case .absent, .list, .json: nil
    }
  }

  /// The finite number, which may stand in quotes, as all do in a CSV.
  package var number: Double? {
    let number: Double?
    switch self {
    case .number(let value): number = value
    case .text(let text): number = Double(text)
    case .absent, .list, .json: number = nil
    }
    return number.flatMap { $0.isFinite ? $0 : nil }
  }

  /// The texts of a list, or the one text.
  package var texts: [String] {
    if case .list(let values) = self { return values.compactMap(\.text) }
    return text.map { [$0] } ?? []
  }
}

/// A record of a side file, as far as it was asked for.
package struct SideRow: Sendable {
  /// In the order of the fields that were asked for.
  package var values: [SideValue]
  /// File and line, for messages.
  package var place: String

  package init(values: [SideValue], place: String) {
    self.values = values
    self.place = place
  }
}

/// What a reader of side files says of a record that is none.
package struct SideRefusal: Sendable {
  package var place: String
  /// What is wrong, in a few words.
  package var why: String

  package init(place: String, why: String) {
    self.place = place
    self.why = why
  }
}

extension Corpus {
  /// Gives every record of a side file, of any container and shape that corpora come in.
  ///
  /// - Parameters:
  ///   - fields: places in the records whose values are wanted.
  ///   - take: is given each row; what it says is wrong with one makes it a bad record, as those that
  ///     cannot be read are.
  /// - Returns: how many records there are, and how many of them are bad.
  /// - Throws: `bad-records` where more are bad than the pipeline allows.
  package func forEachRow(
    of file: RunPlan.PlannedFile, fields: [JSONPointer],
    _ take: (SideRow) throws(WinnowError) -> String?
  ) throws(WinnowError) -> (rows: Int, bad: Int) {
    var rows = 0
    var refusals: [SideRefusal] = []
    var bad = 0
    func refuse(_ refusal: SideRefusal) throws(WinnowError) {
      bad += 1
      if refusals.count < 5 { refusals.append(refusal) }
    }
    try sources.readRows(of: file, fields: fields, scratch: scratch) {
      (batch, refused) throws(WinnowError) in
      try Interrupt.check()
      rows += batch.count + refused.count
      for refusal in refused { try refuse(refusal) }
      for row in batch {
        if let why = try take(row) { try refuse(SideRefusal(place: row.place, why: why)) }
      }
      let allowed = maxBadRecords.limit(of: rows)
      if bad > allowed {
        throw Self.tooMany(
          "\(bad) of \(rows) records of `\(file.name)` cannot be used, more than the \(allowed) allowed",
          refusals)
      }
    }
    guard rows > bad || rows == 0 else {
      throw Self.tooMany("none of the \(rows) records of `\(file.name)` can be used", refusals)
    }
    return (rows, bad)
  }

  private static func tooMany(_ message: String, _ refusals: [SideRefusal]) -> WinnowError {
    WinnowError(
      WinnowError.Code("bad-records", exitStatus: 1),
      message + refusals.map { "\n  \($0.place): \($0.why)" }.joined(),
      hint:
        "are its fields named as the stage expects? `max_bad_records:` of the pipeline says how many may be bad"
    )
  }
}
