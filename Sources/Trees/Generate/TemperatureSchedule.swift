internal import Pipeline
internal import Records

/// The temperature at each depth of a tree.
struct TemperatureSchedule: Sendable, Equatable {
  /// Of the pieces that begin at the root, then of those below them, and so on.
  let levels: [Double]

  /// The same at each depth.
  init(_ temperature: Double, depth: Int) {
    levels = Array(repeating: temperature, count: depth)
  }

  /// As a straight line.
  init(from first: Double, to last: Double, depth: Int) {
    levels = (0..<depth).map { level in
      guard depth > 1 else { return first }
      let share = Double(level) / Double(depth - 1)
      // No digits that nobody wrote.
      return ((first + (last - first) * share) * 1e6).rounded() / 1e6
    }
  }

  /// A list; the last number holds for what is deeper.
  init?(_ list: [Double], depth: Int) {
    guard let last = list.last, list.count <= depth else { return nil }
    levels = (0..<depth).map { $0 < list.count ? list[$0] : last }
  }
}

extension TemperatureSchedule {
  /// Reads a number, `{from: 1.2, to: 0.6}` or `[1.2, 0.9, 0.6]`.
  init(options: inout OptionReader, depth: Int) throws(WinnowError) {
    let key = "temperature"
    let node = try options.node(
      key,
      doc:
        "a number for all depths, `{from: 1.2, to: 0.6}` for a line over them, or a list; 1 by default"
    )
    guard let node else {
      self.init(1, depth: depth)
      return
    }
    if let number = Self.number(node) {
      self.init(number, depth: depth)
      return
    }
    if let entries = node.entries, entries.count == 2,
      let first = node["from"].flatMap(Self.number), let last = node["to"].flatMap(Self.number)
    {
      self.init(from: first, to: last, depth: depth)
      return
    }
    if let elements = node.elements {
      let numbers = elements.compactMap(Self.number)
      if numbers.count == elements.count, let own = Self(numbers, depth: depth) {
        self = own
        return
      }
    }
    throw options.problem(
      key,
      must:
        "be a number above 0 and at most 2, `{from: …, to: …}` of two of them, or a list of at most `depth`"
    )
  }

  /// At 0 all siblings would be one.
  private static func number(_ node: ConfigNode) -> Double? {
    let number: Double? =
      switch node.value {
      case .int(let value): Double(value)
      case .double(let value): value
      default: nil
      }
    return number.flatMap { $0 > 0 && $0 <= 2 ? $0 : nil }
  }
}
