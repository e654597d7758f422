/// The columns of a file that are read, and the fields they make up.
public struct Projection: Sendable, Equatable {
  /// The fields of a row, those without a column that is read left out.
  public let fields: [Field]
  /// The columns that are read, in the order of the file.
  public let leaves: [Leaf]

  /// All columns, or those that `names` name: a field by itself or with dots down to a column,
  /// with or without the inner groups of lists.
  ///
  /// Errors: `usage` for a name that is no field.
  public init(_ schema: Schema, columns names: [String]? = nil) throws(ParquetError) {
    guard let names else {
      fields = schema.fields
      leaves = schema.leaves
      return
    }
    var chosen = Set<Int>()
    for name in names {
      let found = schema.leaves.filter { leaf in
        Self.names(name, leaf.path) || Self.names(name, leaf.fieldPath)
      }
      guard !found.isEmpty else {
        let known = schema.fields.map { "`\($0.name)`" }.joined(separator: ", ")
        throw ParquetError(
          .usage, "there is no column `\(name)`", hint: "the file has \(known)")
      }
      chosen.formUnion(found.map(\.index))
    }
    leaves = schema.leaves.filter { chosen.contains($0.index) }
    var next = 0
    fields = schema.fields.compactMap { Self.prune($0, chosen, &next) }
  }

  private static func names(_ name: String, _ path: [String]) -> Bool {
    let dotted = path.joined(separator: ".")
    return dotted == name || dotted.hasPrefix(name + ".")
  }

  private static func prune(_ field: Field, _ chosen: Set<Int>, _ next: inout Int) -> Field? {
    var field = field
    switch field.type {
    case .primitive:
      defer { next += 1 }
      return chosen.contains(next) ? field : nil
    case .structure(let fields):
      let kept = fields.compactMap { prune($0, chosen, &next) }
      field.type = .structure(kept)
      return kept.isEmpty ? nil : field
    case .list(let element, let form):
      guard let element = prune(element, chosen, &next) else { return nil }
      field.type = .list(element: element, form: form)
    case .map(let key, let value, let group):
      let key = prune(key, chosen, &next)
      let value = prune(value, chosen, &next)
      switch (key, value) {
      case (let key?, let value?): field.type = .map(key: key, value: value, group: group)
      // One of the two makes a list of it.
      case (let only?, nil), (nil, let only?):
        field.type = .list(element: only, form: .threeLevels(group: group))
      case (nil, nil): return nil
      }
    }
    return field
  }
}
