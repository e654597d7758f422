/// Takes rows field by field and keeps them as columns.
///
/// Fields come in the order of the schema: for each of a row a value, `null`, or `beginList` or `beginStruct` with what
/// is inside and `end`. A map is a list of structs of key and value. Nothing is boxed, and nothing is looked up by name.
///
/// ```swift
/// var rows = RowBuilder(schema)   // text: string, turns: list of {role, content}
/// rows.beginRow()
/// rows.text("hello".utf8Span.span.bytes)
/// rows.beginList()
/// rows.beginStruct(); rows.text(role); rows.text(content); rows.end()
/// rows.end()
/// rows.endRow()
/// let batch = rows.finish()
/// ```
///
/// - Precondition: calls fit the schema; that they do is a promise of the caller, and a broken one traps.
public struct RowBuilder: Sendable {
  private let plan: WritePlan
  private var leaves: [LeafValues]
  private var rows = 0
  /// The field that comes next.
  private var place = 0
  /// The repetition level of the next entry.
  private var repetition: UInt8 = 0
  /// Lists and structs that are open, the innermost last.
  private var open: [Frame] = []

  private struct Frame {
    var field: Int
    /// Of the list or struct itself.
    var repetition: UInt8
    var isEmpty = true
  }

  /// Rows of a schema.
  ///
  /// - Throws: `ParquetError` of the kind `unsupported` for a type that is not written.
  public init(_ schema: Schema) throws(ParquetError) { self.init(try WritePlan(schema)) }

  init(_ plan: WritePlan) {
    self.plan = plan
    leaves = [LeafValues](repeating: LeafValues(), count: plan.leaves.count)
  }

  /// How many rows were ended.
  public var count: Int { rows }

  /// Begins a row.
  public mutating func beginRow() {
    precondition(open.isEmpty && place == 0)
    repetition = 0
  }

  /// Ends a row, in which every field had a value or `null`.
  public mutating func endRow() {
    precondition(open.isEmpty && place == plan.fields.count)
    place = 0
    rows += 1
  }

  /// Adds UTF-8, or bytes.
  public mutating func text(_ bytes: UnsafeRawBufferPointer) {
    let leaf = beginValue()
    unsafe leaves[leaf].append(bytes)
    advance()
  }

  /// Adds UTF-8.
  public mutating func text(_ text: String) {
    var text = text
    text.withUTF8 { unsafe self.text(UnsafeRawBufferPointer($0)) }
  }

  /// Adds an integer.
  public mutating func int(_ value: Int64) { word(UInt64(bitPattern: value)) }

  /// Adds a number; in a column of 32 bits the nearest.
  public mutating func double(_ value: Double) {
    word(plan.isFloat(place) ? UInt64(Float(value).bitPattern) : value.bitPattern)
  }

  /// Adds a truth value.
  public mutating func truth(_ value: Bool) { word(value ? 1 : 0) }

  /// Adds a missing value, list or struct.
  public mutating func null() {
    let field = plan.fields[place]
    precondition(field.isOptional)
    missing(field, definition: field.definition - 1)
    place = field.end - 1
    advance()
  }

  /// Begins a list, or a map; elements follow, and `end`.
  public mutating func beginList() {
    precondition(plan.fields[place].kind == .list)
    open.append(Frame(field: place, repetition: repetition))
    place += 1
  }

  /// Begins a struct; its members follow, and `end`.
  public mutating func beginStruct() {
    precondition(plan.fields[place].kind == .group)
    open.append(Frame(field: place, repetition: repetition))
    place += 1
  }

  /// Ends the list or struct that was begun last.
  public mutating func end() {
    guard let frame = open.popLast() else { preconditionFailure("nothing is open") }
    let field = plan.fields[frame.field]
    if field.kind == .list {
      precondition(place == frame.field + 1)
      repetition = frame.repetition
      if frame.isEmpty { missing(field, definition: field.definition) }
    } else {
      precondition(place == field.end)
    }
    place = field.end - 1
    advance()
  }

  /// What was added; the builder is empty then.
  public mutating func finish() -> ShreddedRows {
    precondition(open.isEmpty && place == 0)
    let batch = ShreddedRows(rows: rows, leaves: leaves)
    leaves = [LeafValues](repeating: LeafValues(), count: plan.leaves.count)
    rows = 0
    return batch
  }

  /// Adds a text that `body` appends to the bytes of its column; `false`, and nothing is added, if it says so.
  mutating func text(writing body: (inout [UInt8]) -> Bool) -> Bool {
    let field = plan.fields[place]
    guard case .leaf(let leaf) = field.kind, leaves[leaf].appendText(body) else { return false }
    levels(leaf, field.definition)
    advance()
    return true
  }

  private mutating func word(_ bits: UInt64) {
    let leaf = beginValue()
    leaves[leaf].append(bits)
    advance()
  }

  private mutating func beginValue() -> Int {
    let field = plan.fields[place]
    guard case .leaf(let leaf) = field.kind else { preconditionFailure("no leaf is next") }
    levels(leaf, field.definition)
    return leaf
  }

  private mutating func levels(_ leaf: Int, _ definition: UInt8) {
    if plan.leaves[leaf].maxDefinition > 0 { leaves[leaf].append(definition: definition) }
    if plan.leaves[leaf].maxRepetition > 0 { leaves[leaf].append(repetition: repetition) }
  }

  /// An entry without a value in every leaf of a field.
  private mutating func missing(_ field: WritePlan.Field, definition: UInt8) {
    for leaf in field.leaves { levels(leaf, definition) }
  }

  /// Goes on behind a field that is done; in a list to its next element.
  private mutating func advance() {
    place += 1
    guard let last = open.indices.last, plan.fields[open[last].field].kind == .list else { return }
    open[last].isEmpty = false
    let list = open[last].field
    place = list + 1
    repetition = plan.fields[list].repetition
  }
}
