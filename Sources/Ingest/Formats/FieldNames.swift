internal import Records

/// The fields a format looks for at the top of a record: an enumeration with the names as raw
/// values.
protocol FieldName: RawRepresentable<String>, CaseIterable, Sendable where AllCases == [Self] {}

extension FieldName {
  /// The position among `allCases`.
  var ordinal: Int {
    // Cases without payload are stored as their positions; `FieldNames.init` checks it.
    MemoryLayout<Self>.size == 0 ? 0 : Int(unsafe unsafeBitCast(self, to: UInt8.self))
  }
}

/// The names of `Field` as bytes, ready for comparing.
struct FieldNames<Field: FieldName>: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  init() {
    for (i, field) in Field.allCases.enumerated() {
      precondition(field.ordinal == i)
      bytes += field.rawValue.utf8
      ends.append(bytes.count)
    }
  }

  var count: Int { ends.count }

  /// Whether `key` is the name at `ordinal`.
  func isName(_ ordinal: Int, _ key: UnsafeRawBufferPointer) -> Bool {
    let start = ordinal == 0 ? 0 : ends[ordinal - 1]
    guard ends[ordinal] - start == key.count else { return false }
    return unsafe bytes.withUnsafeBytes { own in
      unsafe UnsafeRawBufferPointer(rebasing: own[start..<ends[ordinal]]).hasBytes(of: key)
    }
  }

  /// The position of `key`, looked for first at `guess`.
  func ordinal(of key: UnsafeRawBufferPointer, guess: Int) -> Int? {
    if guess < count, unsafe isName(guess, key) { return guess }
    for i in 0..<count where unsafe isName(i, key) { return i }
    return nil
  }
}

extension RecordBuilder {
  /// Looks up the fields of `Field` in the record; then `self[field]` has them.
  mutating func match<Field: FieldName>(_ names: FieldNames<Field>) {
    fields.removeAll(keepingCapacity: true)
    for _ in 0..<names.count { fields.append(nil) }
    guard let root else { return }
    var position = 0
    for (key, value) in root.members {
      // Records of one file mostly have the same fields in the same order.
      let guess = position < fieldGuesses.count ? fieldGuesses[position] : 0
      let found = unsafe names.ordinal(of: arena[key], guess: guess)
      if position == fieldGuesses.count { fieldGuesses.append(found ?? Int.max) }
      fieldGuesses[position] = found ?? Int.max
      if let found { fields[found] = value }
      position += 1
    }
  }

  /// The value of a field looked up by `match`; `nil` if it is absent or null.
  subscript<Field: FieldName>(field: Field) -> JSONValue? {
    guard let value = fields[field.ordinal], !value.isNull else { return nil }
    return value
  }

  /// Whether a field looked up by `match` is there, null or not.
  func has<Field: FieldName>(_ field: Field) -> Bool { fields[field.ordinal] != nil }
}
