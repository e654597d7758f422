internal import Records

/// When in a training a margin was taken.
struct LogMoment: Equatable, Sendable {
  /// Optimizer steps, or passes over the data where no steps are given.
  var value: Double
  var isEpoch: Bool

  /// Of what was measured once.
  static let only = LogMoment(value: 0, isEpoch: false)
}

/// What a record of a log says of one pair.
struct LogRow {
  var name = PairName.foreign
  /// As the log writes it, where it is a name; else empty.
  var nameText = ByteSlice.empty
  /// A margin for each moment and run; one that is no finite number is `nil`.
  var margins: [(run: Int, moment: LogMoment, margin: Float?)] = []

  mutating func clear() {
    name = .foreign
    nameText = .empty
    margins.removeAll(keepingCapacity: true)
  }

  mutating func add(_ margin: Double?, run: Int, at moment: LogMoment) {
    let single = margin.map { Float($0) }
    margins.append((run, moment, single?.isFinite == true ? single : nil))
  }
}

/// The trainings that wrote the logs, numbered as they come.
struct RunNames {
  private(set) var names: [String] = []
  private var numbers: [String: Int] = [:]
  /// The name looked up last, which the next record mostly has too.
  private var last: (bytes: [UInt8], number: Int) = ([], -1)

  /// The trainings one import takes: more are names of something else.
  static let limit = 4096

  mutating func number(of name: String) -> Int {
    if let known = numbers[name] { return known }
    // The import ends with an error; until then they take no more memory.
    guard names.count <= Self.limit else { return Self.limit }
    numbers[name] = names.count
    names.append(name)
    return names.count - 1
  }

  mutating func number(of name: ByteSlice, in arena: ByteArena) -> Int {
    let isLast = unsafe last.bytes.withUnsafeBytes { unsafe $0.hasBytes(of: arena[name]) }
    if isLast, last.number >= 0, last.bytes.count == Int(name.count) { return last.number }
    let number = number(of: arena.string(name))
    last = (unsafe Array(arena[name]), number)
    return number
  }

  /// For each number its place in the order of names, which does not depend on that of files.
  var places: [Int] {
    let order = names.indices.sorted {
      names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8)
    }
    var places = [Int](repeating: 0, count: names.count)
    for (place, number) in order.enumerated() { places[number] = place }
    return places
  }
}

/// One way of writing training dynamics down.
protocol DynamicsLog {
  /// Whether a record looks like it.
  static func recognise(_ record: JSONValue) -> Bool

  /// Says in `row` what the record `value` means.
  ///
  /// - Parameter folder: the folder of the file, by logical name; empty for none.
  func read(
    _ value: JSONValue, _ record: inout RecordBuilder, folder: String, _ runs: inout RunNames,
    into row: inout LogRow
  ) throws(RecordError)
}

extension RecordBuilder {
  /// A number, also in quotes; `nil` for what is none: null, a text, an infinite one.
  ///
  /// - Throws: `wrong_type` for a list, an object or a truth value.
  func measure(_ value: JSONValue?) throws(RecordError) -> Double? {
    guard let value, !value.isNull else { return nil }
    if let number = value.double { return number.isFinite ? number : nil }
    if let text = value.string { return arena.number(text) }
    throw wrongType(value, "a number")
  }

  /// The name of a pair: a text that is not empty, or a whole number as it is written.
  func pairName(_ value: JSONValue?, _ key: String) throws(RecordError) -> ByteSlice {
    guard let value, !value.isNull else {
      throw RecordError(.missingField, "`/\(key)` is missing")
    }
    let text = value.string ?? (value.int64 == nil ? nil : value.rawNumber)
    guard let text else { throw wrongType(value, "the name of a pair") }
    guard !text.isEmpty else { throw RecordError(.badValue, "`/\(key)` is empty") }
    return text
  }
}
