internal import Foundation
package import Records
internal import Synchronization

/// Bytes on disk that a spill may use.
final class DiskBudget: Sendable {
  private let limit: Int
  private let used = Mutex<Int>(0)

  init(limit: Int) { self.limit = limit }

  /// Takes `bytes` of what is left.
  func take(_ bytes: Int) throws(WinnowError) {
    let total = used.withLock { used in
      used += bytes
      return used
    }
    guard total > limit else { return }
    throw WinnowError(
      .diskBudget, "the features of the pairs need more scratch space than allowed: \(limit) bytes",
      hint: "raise the disk budget, take fewer pairs, or leave out the character n-grams")
  }

}

extension WinnowError.Code {
  /// The scratch files would grow past the limit given for them.
  package static let diskBudget = Self("disk-budget", exitStatus: 1)
  /// A scratch file cannot be written or read.
  package static let scratch = Self("scratch", exitStatus: 1)
}

/// A file in the scratch folder, open for reading and writing.
///
/// - Note: `@unchecked Sendable`: nothing is written after `init`; the system calls may run at once.
@safe final class ScratchFile: @unchecked Sendable {
  let path: String
  private let descriptor: Int32

  /// Makes it anew.
  init(_ path: String) throws(WinnowError) {
    self.path = path
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.failure("made", path) }
  }

  deinit { close(descriptor) }

  /// Writes `bytes` at `offset`.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(WinnowError) {
    var done = 0
    while done < bytes.count {
      let count = unsafe pwrite(
        descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done,
        off_t(offset + done))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw Self.failure("written", path) }
      done += count
    }
  }

  /// Fills `bytes` from `offset` on.
  func read(_ bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(WinnowError) {
    var done = 0
    while done < bytes.count {
      let count = unsafe pread(
        descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done,
        off_t(offset + done))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw Self.failure("read", path) }
      done += count
    }
  }

  /// What `errno` says about a file that could not be `done`.
  static func failure(_ done: String, _ path: String) -> WinnowError {
    let code = errno
    return unsafe WinnowError(
      .scratch,
      "the scratch file cannot be \(done) (\(String(cString: strerror(code)))): `\(path)`",
      hint: [ENOSPC, EDQUOT].contains(code)
        ? "free some room, or give another scratch folder" : nil)
  }
}

/// Writes numbers one after the other, a block at a time.
struct ScratchWriter {
  private let file: ScratchFile
  private let budget: DiskBudget
  private var buffer: [UInt8] = []
  private(set) var written = 0

  private static let block = 1 << 20

  init(_ path: String, _ budget: DiskBudget) throws(WinnowError) {
    file = try ScratchFile(path)
    self.budget = budget
    buffer.reserveCapacity(Self.block + 64)
  }

  /// Appends numbers as they lie in memory.
  mutating func append<Number: BitwiseCopyable>(_ numbers: [Number]) throws(WinnowError) {
    unsafe numbers.withUnsafeBytes { unsafe buffer.append(contentsOf: $0) }
    if buffer.count >= Self.block { try flush() }
  }

  /// Appends one number as it lies in memory.
  mutating func append<Number: BitwiseCopyable>(_ number: Number) throws(WinnowError) {
    unsafe withUnsafeBytes(of: number) { unsafe buffer.append(contentsOf: $0) }
    if buffer.count >= Self.block { try flush() }
  }

  /// Writes what is still in memory, and gives the file.
  @discardableResult
  mutating func flush() throws(WinnowError) -> ScratchFile {
    let bytes = buffer
    try budget.take(bytes.count)
    try file.writeAll(bytes, at: written)
    written += bytes.count
    buffer.removeAll(keepingCapacity: true)
    return file
  }
}

extension ScratchFile {
  /// Writes `bytes` at `offset`.
  func writeAll(_ bytes: [UInt8], at offset: Int) throws(WinnowError) {
    let result: Result<Void, WinnowError> = unsafe bytes.withUnsafeBytes { buffer in
      do throws(WinnowError) {
        try unsafe write(buffer, at: offset)
        return .success(())
      } catch { return .failure(error) }
    }
    try result.get()
  }

  /// Replaces `bytes` by those from `offset` on.
  func readAll(_ bytes: inout [UInt8], at offset: Int) throws(WinnowError) {
    let result: Result<Void, WinnowError> = unsafe bytes.withUnsafeMutableBytes { buffer in
      do throws(WinnowError) {
        try unsafe read(buffer, at: offset)
        return .success(())
      } catch { return .failure(error) }
    }
    try result.get()
  }
}
