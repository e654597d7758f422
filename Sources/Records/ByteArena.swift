/// A run of bytes in a `ByteArena`.
public struct ByteSlice: Sendable, Hashable {
  /// Offset of the first byte.
  public var start: UInt32
  /// Bytes.
  public var count: UInt32

  /// A run of `count` bytes from `start` on.
  public init(start: UInt32, count: UInt32) {
    self.start = start
    self.count = count
  }

  /// No bytes.
  public static let empty = ByteSlice(start: 0, count: 0)
  /// Whether it has no bytes.
  public var isEmpty: Bool { count == 0 }
  /// Offset behind the last byte.
  public var end: UInt32 { start + count }
}

/// One growing block of bytes that holds every text of a batch of records.
///
/// Texts are addressed by `ByteSlice`, so that a record is a few integers, nothing is retained per
/// text, and a refused record is undone by `truncate(to:)`. At most 4 GiB.
///
/// - Note: `@unchecked Sendable`: an arena belongs to one batch, and a batch to one thread at a time;
///   batches move between threads only through a channel.
@safe public final class ByteArena: @unchecked Sendable {
  /// Where the bytes are and how many.
  @unsafe private struct State {
    var base: UnsafeMutableRawPointer
    var capacity: Int
    var count = 0
  }

  // Behind a pointer, because properties of a class are checked for exclusive access on every use: 3 %
  // of an ingest.
  private let state: UnsafeMutablePointer<State>

  private var base: UnsafeMutableRawPointer { unsafe state.pointee.base }

  /// Bytes there is room for.
  public var capacity: Int { unsafe state.pointee.capacity }

  /// Bytes in use.
  public private(set) var count: Int {
    get { unsafe state.pointee.count }
    set { unsafe state.pointee.count = newValue }
  }

  /// simdjson writes up to this many bytes past the end of a string.
  public static let padding = 64

  /// An empty arena with room for `capacity` bytes.
  public init(capacity: Int = 1 << 20) {
    let capacity = max(capacity, Self.padding)
    unsafe state = .allocate(capacity: 1)
    unsafe state.initialize(
      to: State(base: .allocate(byteCount: capacity, alignment: 64), capacity: capacity))
  }

  deinit {
    unsafe state.pointee.base.deallocate()
    unsafe state.deallocate()
  }

  /// Makes room for `extra` more bytes; earlier pointers become invalid, slices stay valid.
  public func reserve(_ extra: Int) {
    let needed = count + extra + Self.padding
    guard needed > capacity else { return }
    let grown = max(needed, capacity * 2)
    let new = UnsafeMutableRawPointer.allocate(byteCount: grown, alignment: 64)
    unsafe new.copyMemory(from: base, byteCount: count)
    unsafe base.deallocate()
    unsafe state.pointee.base = new
    unsafe state.pointee.capacity = grown
  }

  /// Appends a copy of `bytes`, which may lie in this arena.
  @discardableResult
  public func append(_ bytes: UnsafeRawBufferPointer) -> ByteSlice {
    let start = count
    guard let source = bytes.baseAddress, bytes.count > 0 else {
      return ByteSlice(start: UInt32(start), count: 0)
    }
    // The source may lie in this arena, which `reserve` can move: find it again by its offset.
    let offset = unsafe source - UnsafeRawPointer(base)
    let own = offset >= 0 && offset < capacity
    reserve(bytes.count)
    let from = unsafe own ? UnsafeRawPointer(base) + offset : source
    unsafe (base + start).copyMemory(from: from, byteCount: bytes.count)
    count += bytes.count
    return ByteSlice(start: UInt32(start), count: UInt32(bytes.count))
  }

  /// Appends a copy of an earlier slice of this arena.
  @discardableResult
  public func append(_ slice: ByteSlice) -> ByteSlice { unsafe append(self[slice]) }

  /// Appends the UTF-8 of `text`.
  @discardableResult
  public func append(_ text: StaticString) -> ByteSlice {
    unsafe append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Appends the UTF-8 of `text`.
  @discardableResult
  public func append(_ text: String) -> ByteSlice {
    var text = text
    return text.withUTF8 { unsafe append(UnsafeRawBufferPointer($0)) }
  }

  /// Appends one byte.
  public func append(byte: UInt8) {
    if count + 1 + Self.padding > capacity { reserve(1) }
    unsafe base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count += 1
  }

  /// Lends `body` the free end of the arena, at least `room` bytes plus `padding`; `body` returns how
  /// many it used.
  @discardableResult
  public func appendInPlace<E: Error>(
    _ room: Int, _ body: (UnsafeMutableRawPointer) throws(E) -> Int
  ) throws(E) -> ByteSlice {
    reserve(room)
    let start = count
    let used = try unsafe body(base + start)
    precondition(used >= 0 && used <= room)
    count += used
    return ByteSlice(start: UInt32(start), count: UInt32(used))
  }

  /// Everything from `start` to the end, as a slice.
  public func slice(from start: Int) -> ByteSlice {
    ByteSlice(start: UInt32(start), count: UInt32(count - start))
  }

  /// Forgets everything past the first `count` bytes.
  public func truncate(to count: Int) {
    precondition(count >= 0 && count <= self.count)
    self.count = count
  }

  /// The bytes of `slice`; valid until the next append.
  @unsafe public subscript(slice: ByteSlice) -> UnsafeRawBufferPointer {
    precondition(Int(slice.start) + Int(slice.count) <= count)
    return unsafe UnsafeRawBufferPointer(
      start: base + Int(slice.start), count: Int(slice.count))
  }

  /// The text of `slice`; bytes that are no UTF-8 come out as U+FFFD.
  public func string(_ slice: ByteSlice) -> String {
    unsafe String(decoding: self[slice], as: UTF8.self)
  }
}
