internal import CSimdjson
package import Records

/// One value of a `JSONDocument`: a position in it, cheap to copy.
///
/// Usable until its document parses again, and no longer than the document lives.
///
/// - Note: The reference is not retained: looking at a record would else spend its time on counting
///   references. The owner of the document, a `RecordReader`, outlives the record it hands out.
@safe package struct JSONValue {
  private let document: Unmanaged<JSONDocument>
  let index: UInt32

  init(document: JSONDocument, index: UInt32) {
    unsafe self.document = .passUnretained(document)
    self.index = index
  }

  private init(unmanaged document: Unmanaged<JSONDocument>, index: UInt32) {
    unsafe self.document = document
    self.index = index
  }

  /// What a value is.
  package enum Kind: UInt8, Sendable {
    case null = 0, `false`, `true`
    /// A whole number that fits in `Int64`.
    case int64
    case double
    /// A number beyond `Int64` or `Double`; see `rawNumber`.
    case huge
    case string, array, object

    /// The word for error messages.
    package var word: String {
      switch self {
      case .null: "null"
      case .false, .true: "boolean"
      case .int64, .double, .huge: "number"
      case .string: "string"
      case .array: "array"
      case .object: "object"
      }
    }
  }

  private func at(_ index: UInt32) -> wj_node {
    unsafe document._withUnsafeGuaranteedRef { document in
      guard let nodes = unsafe document.nodes else { preconditionFailure("nothing parsed") }
      precondition(Int(index) < document.nodeCount, "the document was parsed again")
      return unsafe nodes[Int(index)]
    }
  }
  private var node: wj_node { at(index) }
  var arena: ByteArena { unsafe document._withUnsafeGuaranteedRef { $0.arena } }
  private func sibling(_ index: UInt32) -> JSONValue {
    unsafe JSONValue(unmanaged: document, index: index)
  }

  package var kind: Kind { Kind(rawValue: node.kind) ?? .null }
  package var isNull: Bool { node.kind == WJ_NULL }

  /// The truth value; `nil` for another kind.
  package var bool: Bool? {
    switch kind {
    case .true: true
    case .false: false
    default: nil
    }
  }

  /// The number, if it is whole, is written without fraction and exponent, and fits.
  package var int64: Int64? { node.kind == WJ_INT64 ? node.number : nil }

  /// The number, rounded; infinite for a huge one beyond `Double`. `nil` for another kind.
  package var double: Double? {
    let node = node
    switch Int(node.kind) {
    case WJ_INT64: return Double(node.number)
    case WJ_DOUBLE: return Double(bitPattern: UInt64(bitPattern: node.number))
    case WJ_HUGE: return Double(arena.string(slice(node)))
    default: return nil
    }
  }

  /// The digits as they were written; `nil` for another kind.
  package var rawNumber: ByteSlice? {
    let node = node
    return node.kind >= WJ_INT64 && node.kind <= WJ_HUGE ? slice(node) : nil
  }

  /// The text, unescaped; `nil` for another kind.
  package var string: ByteSlice? {
    let node = node
    return node.kind == WJ_STRING ? slice(node) : nil
  }

  private func slice(_ node: wj_node) -> ByteSlice {
    ByteSlice(start: node.value_start, count: node.value_count)
  }

  /// Number of elements or members; 0 for another kind.
  package var count: Int { node.kind >= WJ_ARRAY ? Int(node.value_count) : 0 }
}

// Members and elements.
extension JSONValue {
  /// The member with `key`, `nil` if there is none or this is no object. Looks at each member.
  package subscript(key: StaticString) -> JSONValue? {
    precondition(key.hasPointerRepresentation)
    return unsafe member(
      UnsafeRawBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
  }

  /// The member with the key whose UTF-8 is `key`.
  package func member(_ key: [UInt8]) -> JSONValue? {
    unsafe key.withUnsafeBytes { unsafe member($0) }
  }

  /// The member with `key`.
  package func member(_ key: String) -> JSONValue? {
    var key = key
    return key.withUTF8 { unsafe member(UnsafeRawBufferPointer($0)) }
  }

  private func member(_ key: UnsafeRawBufferPointer) -> JSONValue? {
    let object = node
    guard object.kind == WJ_OBJECT else { return nil }
    var i = index + 1
    while i < object.next {
      let child = at(i)
      if Int(child.key_count) == key.count {
        let own = unsafe arena[ByteSlice(start: child.key_start, count: child.key_count)]
        if unsafe own.hasBytes(of: key) { return sibling(i) }
      }
      i = child.next
    }
    return nil
  }

  /// The element at `position`, `nil` if there is none or this is no array. O(position).
  package subscript(position: Int) -> JSONValue? {
    let array = node
    guard array.kind == WJ_ARRAY, position >= 0, position < Int(array.value_count) else {
      return nil
    }
    var i = index + 1
    for _ in 0..<position { i = at(i).next }
    return sibling(i)
  }

  /// The value at `pointer`; `nil` if the way there breaks off.
  package subscript(pointer: JSONPointer) -> JSONValue? {
    var value = self
    for token in pointer.tokens {
      let next =
        switch value.kind {
        case .object: value.member(token.key)
        case .array: token.position.flatMap { value[$0] }
        default: nil as JSONValue?
        }
      guard let next else { return nil }
      value = next
    }
    return value
  }

  /// The elements of an array, or the values of an object; none for another kind.
  package var elements: Elements {
    let node = node
    return Elements(
      owner: self, position: index + 1, end: node.kind >= WJ_ARRAY ? node.next : index + 1)
  }

  /// The members of an object in their order; none for another kind.
  package var members: Members {
    let node = node
    return Members(
      owner: self, position: index + 1, end: node.kind == WJ_OBJECT ? node.next : index + 1)
  }

  /// A walk over elements that allocates nothing.
  package struct Elements: Sequence, IteratorProtocol {
    let owner: JSONValue
    var position: UInt32
    let end: UInt32

    package mutating func next() -> JSONValue? {
      guard position < end else { return nil }
      let value = owner.sibling(position)
      position = owner.at(position).next
      return value
    }
  }

  /// A walk over keys and values that allocates nothing.
  package struct Members: Sequence, IteratorProtocol {
    let owner: JSONValue
    var position: UInt32
    let end: UInt32

    package mutating func next() -> (key: ByteSlice, value: JSONValue)? {
      guard position < end else { return nil }
      let value = owner.sibling(position)
      let node = owner.at(position)
      position = node.next
      return (ByteSlice(start: node.key_start, count: node.key_count), value)
    }
  }

  /// The key under which this value stands; `nil` for an element and for the root.
  package var key: ByteSlice? {
    let node = node
    return node.has_key == 0 ? nil : ByteSlice(start: node.key_start, count: node.key_count)
  }
}
