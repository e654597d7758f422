internal import Foundation
internal import Records

/// The folder of a spill, whose files go when it does.
final class ScratchFolder: Sendable {
  let path: String
  private let isOwned: Bool

  static let raw = "raw"
  static let done = "done"
  private static let files = [
    done, raw, "words.offsets", "words.indices", "words.values", "characters.offsets",
    "characters.indices", "characters.values", "answer.values", "facts",
  ]

  /// A folder to look into: nothing is made, and nothing removed.
  init(lookingInto path: String) {
    self.path = path
    isOwned = false
  }

  /// - Parameters:
  ///   - path: made if it is not there, with the folders above it.
  ///   - isOwned: whether it goes with this value.
  init(_ path: String, isOwned: Bool = true) throws(WinnowError) {
    self.path = path.isEmpty ? "." : path
    self.isOwned = isOwned
    var at = path.startIndex
    while at < path.endIndex {
      at = path[path.index(after: at)...].firstIndex(of: "/") ?? path.endIndex
      let part = String(path[..<at])
      if unsafe mkdir(part, 0o700) != 0, errno != EEXIST, errno != EISDIR {
        throw ScratchFile.failure("made", part)
      }
    }
  }

  deinit {
    guard isOwned else { return }
    for file in Self.files { remove(file) }
    _ = unsafe rmdir(path)
  }

  func path(of file: String) -> String { path + "/" + file }

  func remove(_ file: String) { _ = unsafe unlink(path(of: file)) }

  /// Removes what an earlier spill has left.
  func empty() { for file in Self.files { remove(file) } }

  /// Writes a small file as a whole: it is there with all its bytes or not at all.
  func write(_ bytes: [UInt8], to file: String) throws(WinnowError) {
    let temporary = path(of: file) + ".new"
    try ScratchFile(temporary).writeAll(bytes, at: 0)
    guard unsafe rename(temporary, path(of: file)) == 0 else {
      throw ScratchFile.failure("renamed", temporary)
    }
  }

  /// A small file as a whole; `nil` if it cannot be read.
  func read(_ file: String) -> [UInt8]? {
    let name = path(of: file)
    let descriptor = unsafe open(name, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe Foundation.read(descriptor, buffer.baseAddress, buffer.count)
    }
    return count < 0 ? nil : Array(bytes.prefix(count))
  }

  /// Which start of the machine this is; empty where it cannot be told.
  static var boot: String {
    (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)) ?? ""
  }
}

/// A whole file in memory, as far as the system keeps it there.
///
/// - Note: `@unchecked Sendable`: nothing is written after `init`.
@safe final class MappedFile: @unchecked Sendable {
  private let base: UnsafeMutableRawPointer?
  private let size: Int

  /// `nil` if there is no such file of that size.
  init?(_ path: String, size: Int) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var info = stat()
    guard unsafe fstat(descriptor, &info) == 0, Int(info.st_size) == size, size >= 0 else {
      return nil
    }
    self.size = size
    guard size > 0 else {
      unsafe base = nil
      return
    }
    let mapped = unsafe mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0)
    guard unsafe mapped != MAP_FAILED, let mapped = unsafe mapped else { return nil }
    unsafe base = mapped
    _ = unsafe madvise(mapped, size, MADV_SEQUENTIAL)
  }

  deinit { if let base = unsafe base { unsafe munmap(base, size) } }

  /// Its bytes as numbers; valid while it lives.
  func numbers<Number: BitwiseCopyable>(_: Number.Type) -> UnsafeBufferPointer<Number> {
    let count = size / MemoryLayout<Number>.stride
    return unsafe UnsafeBufferPointer(
      start: base.map { unsafe UnsafePointer($0.bindMemory(to: Number.self, capacity: count)) },
      count: count)
  }
}
