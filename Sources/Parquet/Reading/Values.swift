/// Values of a column that are there, one after the other; nulls have no place among them.
///
/// 32 bits: BOOLEAN (0 or 1), INT32, FLOAT; 64 bits: INT64, DOUBLE; views of bytes: the others.
final class Values: @unchecked Sendable {
  enum Kind {
    case word32
    case word64
    case view

    init(_ type: PhysicalType) {
      switch type {
      case .boolean, .int32, .float: self = .word32
      case .int64, .double: self = .word64
      case .int96, .byteArray, .fixedLengthByteArray: self = .view
      }
    }
  }

  /// Bytes that the values from `first` on lie in.
  struct Owner {
    var first: Int
    var bytes: PageBytes
  }

  let kind: Kind
  let words32: Buffer<UInt32>
  let words64: Buffer<UInt64>
  let views: Buffer<ByteView>
  private(set) var owners: [Owner] = []
  /// The dictionary some of the values lie in.
  private(set) var dictionary: Values?

  init(_ kind: Kind) {
    self.kind = kind
    words32 = Buffer()
    words64 = Buffer()
    views = Buffer()
  }

  private init(
    _ words32: Buffer<UInt32>, _ words64: Buffer<UInt64>, _ views: Buffer<ByteView>, _ kind: Kind
  ) {
    self.kind = kind
    self.words32 = words32
    self.words64 = words64
    self.views = views
  }

  var count: Int {
    switch kind {
    case .word32: words32.count
    case .word64: words64.count
    case .view: views.count
    }
  }

  /// Bytes of the values themselves, not of what views look at.
  var byteCount: Int { words32.byteCount + words64.byteCount + views.byteCount }

  /// Bytes a value takes of these.
  var stride: Int {
    switch kind {
    case .word32: 4
    case .word64: 8
    case .view: MemoryLayout<ByteView>.stride
    }
  }

  /// Bytes that views look at, the dictionary not counted.
  var ownedBytes: Int { owners.reduce(0) { $0 + $1.bytes.count } }

  /// Keeps `bytes` for the values that are appended next.
  func keep(_ bytes: PageBytes) {
    if kind == .view, owners.last?.bytes !== bytes {
      owners.append(Owner(first: count, bytes: bytes))
    }
  }

  /// Keeps the dictionary that values are taken from.
  func keep(_ dictionary: Values) { if kind == .view { self.dictionary = dictionary } }

  /// Keeps the first `kept` values; returns the others.
  func split(keeping kept: Int) -> Values {
    let rest = Values(
      kind == .word32 ? words32.split(keeping: kept) : Buffer(),
      kind == .word64 ? words64.split(keeping: kept) : Buffer(),
      kind == .view ? views.split(keeping: kept) : Buffer(), kind)
    rest.dictionary = dictionary
    if rest.count > 0, let index = owners.lastIndex(where: { $0.first <= kept }) {
      rest.owners = owners[index...].map { Owner(first: max(0, $0.first - kept), bytes: $0.bytes) }
    }
    return rest
  }
}
