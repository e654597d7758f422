internal import Foundation
internal import Records

/// A file of the user's, read front to back and never mapped: it may be cut short while we read.
struct InputFile: ~Copyable {
  let path: String
  let size: Int
  private let descriptor: Int32

  init(_ path: String) throws(WinnowError) {
    self.path = path
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.unreadable(path) }
    var info = stat()
    guard unsafe fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw WinnowError(.badInput, "this is not a file: `\(path)`")
    }
    size = Int(info.st_size)
  }

  deinit { close(descriptor) }

  /// Whether there is a file that can be read.
  static func isThere(_ path: String) -> Bool { unsafe access(path, R_OK) == 0 }

  /// Fills `bytes` with what comes next.
  ///
  /// - Returns: how many there were; fewer than asked only at the end.
  mutating func read(_ bytes: inout [UInt8]) throws(WinnowError) -> Int {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe Foundation.read(
          descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw Self.unreadable(path) }
      if count == 0 { break }
      done += count
    }
    return done
  }

  /// Passes each line, without its line feed, with its number from 1 on.
  mutating func forEachLine(
    _ use: (Span<UInt8>, Int) throws(WinnowError) -> Void
  ) throws(WinnowError) {
    var line: [UInt8] = []
    var number = 0
    var bytes = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = try read(&bytes)
      var start = 0
      for i in 0..<count where bytes[i] == 0x0A {
        line.append(contentsOf: bytes[start..<i])
        number += 1
        try use(line.span, number)
        line.removeAll(keepingCapacity: true)
        start = i + 1
      }
      line.append(contentsOf: bytes[start..<count])
      guard count == bytes.count else { break }
    }
    if !line.isEmpty { try use(line.span, number + 1) }
  }

  private static func unreadable(_ path: String) -> WinnowError {
    unsafe WinnowError(
      .badInput, "the file cannot be read (\(String(cString: strerror(errno)))): `\(path)`")
  }
}
