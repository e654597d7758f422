internal import Glibc

/// The bytes of a file, at any place: read from disk as they are asked for, or in memory.
@safe final class InputFile: Sendable {
  private enum Storage: Sendable {
    case descriptor(CInt)
    case memory([UInt8])
  }

  private let storage: Storage
  /// The length of the file when it was opened.
  let byteCount: Int

  init(bytes: [UInt8]) {
    storage = .memory(bytes)
    byteCount = bytes.count
  }

  private init(adopting descriptor: CInt, byteCount: Int) {
    storage = .descriptor(descriptor)
    self.byteCount = byteCount
  }

  deinit {
    if case .descriptor(let descriptor) = storage { close(descriptor) }
  }

  /// Errors: `io` where the file cannot be opened, or is no plain file.
  static func open(path: String) throws(ParquetError) -> InputFile {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failed("cannot open `\(path)`") }
    var status = stat()
    let isKnown = unsafe fstat(descriptor, &status) == 0
    let file = InputFile(adopting: descriptor, byteCount: isKnown ? Int(status.st_size) : 0)
    guard isKnown else { throw failed("cannot look at `\(path)`") }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw ParquetError(
        .io, "`\(path)` is not a plain file", hint: "Parquet is read from its end: save it first")
    }
    return file
  }

  /// Fills `buffer` with the bytes from `offset` on.
  ///
  /// Errors: `io` where reading fails, `damaged` where the file ends before.
  func read(
    _ offset: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws(ParquetError) {
    guard offset >= 0, buffer.count <= byteCount, offset <= byteCount - buffer.count else {
      throw ParquetError(.damaged, "the file ends too early", place: .init(offset: byteCount))
    }
    switch storage {
    case .memory(let bytes):
      unsafe bytes.withUnsafeBytes { source in
        unsafe buffer.copyMemory(
          from: UnsafeRawBufferPointer(rebasing: source[offset..<offset + buffer.count]))
      }
    case .descriptor(let descriptor):
      var done = 0
      while done < buffer.count {
        let count = unsafe pread(
          descriptor, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done,
          off_t(offset + done))
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw Self.failed("cannot read the file") }
        guard count > 0 else {
          throw ParquetError(
            .damaged, "the file became shorter while it was read",
            place: .init(offset: offset + done))
        }
        done += count
      }
    }
  }

  /// The bytes from `offset` on.
  func read(_ offset: Int, count: Int) throws(ParquetError) -> [UInt8] {
    guard count >= 0, count <= byteCount else {
      throw ParquetError(.damaged, "the file ends too early", place: .init(offset: byteCount))
    }
    var bytes = [UInt8](repeating: 0, count: count)
    try unsafe bytes.withUnsafeMutableBufferPointer { buffer throws(ParquetError) in
      try unsafe read(offset, into: UnsafeMutableRawBufferPointer(buffer))
    }
    return bytes
  }

  private static func failed(_ what: String) -> ParquetError {
    unsafe ParquetError(.io, "\(what): \(String(cString: strerror(errno)).lowercased())")
  }
}
