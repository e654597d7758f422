internal import Foundation
internal import Records
internal import Store

/// Margins in the order in which they were read, in a scratch file: 24 bytes each.
///
/// Used by one thread.
final class MarginSpill {
  /// One margin of a named pair.
  struct Entry {
    /// Number of the pair's name.
    var name: UInt32
    /// Number of the training.
    var run: UInt32
    var moment: LogMoment
    var margin: Float
  }

  private let path: String
  private let handle: FileHandle
  private var buffer: [UInt8] = []
  /// Entries so far.
  private(set) var count = 0

  private static let size = 24
  private static let block = 65_536 * size

  /// Makes the file, or empties what a killed run left.
  init(_ path: String) throws(WinnowError) {
    self.path = path
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let handle = FileHandle(forUpdatingAtPath: path)
    else { throw Self.failed(path) }
    self.handle = handle
    buffer.reserveCapacity(Self.block + Self.size)
  }

  deinit { try? handle.close() }

  func append(_ entry: Entry) throws(WinnowError) {
    let word = entry.run << 1 | (entry.moment.isEpoch ? 1 : 0)
    for part in [entry.name, word, entry.margin.bitPattern, 0] { add(UInt64(part), bytes: 4) }
    add(entry.moment.value.bitPattern, bytes: 8)
    count += 1
    if buffer.count >= Self.block { try flush() }
  }

  private func add(_ value: UInt64, bytes: Int) {
    for k in 0..<bytes { buffer.append(UInt8(truncatingIfNeeded: value >> (8 * UInt64(k)))) }
  }

  /// Writes what is held back; comes before reading.
  func flush() throws(WinnowError) {
    guard !buffer.isEmpty else { return }
    do {
      try handle.write(contentsOf: buffer)
    } catch {
      throw Self.failed(path)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Gives every entry in the order of arrival, with its number.
  func forEach(_ body: (Int, Entry) throws(WinnowError) -> Void) throws(WinnowError) {
    guard count > 0 else { return }
    var number = 0
    do { try handle.seek(toOffset: 0) } catch { throw Self.failed(path) }
    while number < count {
      let block: Data?
      do { block = try handle.read(upToCount: Self.block) } catch { throw Self.failed(path) }
      guard let block, block.count >= Self.size, block.count.isMultiple(of: Self.size) else {
        throw Self.failed(path)
      }
      let bytes = [UInt8](block)
      for start in stride(from: 0, to: bytes.count, by: Self.size) {
        try body(number, Self.entry(bytes, start))
        number += 1
      }
    }
  }

  private static func entry(_ bytes: [UInt8], _ start: Int) -> Entry {
    func number(_ offset: Int, _ count: Int) -> UInt64 {
      (0..<count).reduce(0) { $0 | UInt64(bytes[start + offset + $1]) << (8 * UInt64($1)) }
    }
    let word = UInt32(truncatingIfNeeded: number(4, 4))
    return Entry(
      name: UInt32(truncatingIfNeeded: number(0, 4)), run: word >> 1,
      moment: LogMoment(
        value: Double(bitPattern: number(16, 8)), isEpoch: word & 1 == 1),
      margin: Float(bitPattern: UInt32(truncatingIfNeeded: number(8, 4))))
  }

  private static func failed(_ path: String) -> WinnowError {
    WinnowError(
      .diskFull,
      "the scratch file cannot be written or read (\(unsafe String(cString: strerror(errno)))): "
        + "`\(path)`",
      hint: "it lies beside the store; is there room?")
  }
}
