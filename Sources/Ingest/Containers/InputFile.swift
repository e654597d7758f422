internal import Glibc

/// A file that is read from its beginning, or at any place where it is seekable.
///
/// The only type here that calls the operating system for bytes. Closed when it dies.
final class InputFile: ByteSource {
  /// As the user named it; `-` is standard input.
  let path: String
  /// Size in bytes; `nil` for pipes and devices.
  let size: Int64?
  private let descriptor: CInt
  private let closes: Bool
  private var consumed: Int64 = 0

  private init(adopting descriptor: CInt, path: String, size: Int64?, closes: Bool) {
    self.descriptor = descriptor
    self.path = path
    self.size = size
    self.closes = closes
  }

  deinit { if closes { close(descriptor) } }

  /// Whether `read(at:into:)` works.
  var isSeekable: Bool { size != nil }

  /// Bytes read so far; at most `size`, however often a part was read.
  var bytesRead: Int64 { min(consumed, size ?? consumed) }

  /// Opens the file at `path`, or standard input for `-`.
  static func open(_ path: String) throws(ContainerError) -> InputFile {
    let isStandardInput = path == "-"
    let descriptor =
      isStandardInput ? STDIN_FILENO : unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw unreadable(path, "cannot open") }
    var status = stat()
    let failed = unsafe fstat(descriptor, &status) != 0
    let kind = status.st_mode & S_IFMT
    // Standard input may stand anywhere in its file; only at the beginning is it a file to us.
    let isFile = kind == S_IFREG && (!isStandardInput || lseek(descriptor, 0, SEEK_CUR) == 0)
    let file = InputFile(
      adopting: descriptor, path: path, size: isFile ? Int64(status.st_size) : nil,
      closes: !isStandardInput)
    if failed { throw unreadable(path, "cannot open") }
    if kind == S_IFDIR {
      throw ContainerError(.unreadable, path: path, message: "is a folder, not a file")
    }
    // Only a hint; it fails on pipes, which does not matter.
    _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    return file
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ContainerError) -> Int {
    while true {
      let count = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 {
        consumed += Int64(count)
        return count
      }
      if errno != EINTR { throw Self.unreadable(path, "cannot read") }
    }
  }

  /// Fills `buffer` from `offset`; 0 at or past the end.
  func read(
    at offset: Int64, into buffer: UnsafeMutableRawBufferPointer
  ) throws(ContainerError) -> Int {
    while true {
      let count = unsafe pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
      if count >= 0 {
        consumed += Int64(count)
        return count
      }
      if errno != EINTR { throw Self.unreadable(path, "cannot read") }
    }
  }

  /// Lends `body` the descriptor of a seekable file, for a library that reads it at any place.
  func withDescriptor<R, E>(_ body: (CInt) throws(E) -> R) throws(E) -> R {
    try body(descriptor)
  }

  /// Says that a library has read this share of the file, 0…1.
  func note(share: Double) {
    guard let size else { return }
    consumed = max(consumed, Int64(min(1, max(0, share)) * Double(size)))
  }

  /// Copies `source` into a scratch file in `folder` that has no name and dies with its reader.
  ///
  /// - Throws: a `limit` error past `limit` bytes, or what `source` throws.
  static func spill(
    _ source: InputWindow, in folder: String, limit: Int64, path: String
  ) throws(ContainerError) -> InputFile {
    let descriptor = unnamedFile(in: folder)
    guard descriptor >= 0 else {
      throw unreadable(
        path, "cannot make a scratch file in `\(folder)`",
        hint: "the archive has to be copied there first, because it cannot be read in one pass")
    }
    let draft = InputFile(adopting: descriptor, path: path, size: nil, closes: true)
    var written: Int64 = 0
    while try source.refill() {
      let block = unsafe source.bytes
      written += Int64(block.count)
      if written > limit {
        throw ContainerError(
          .limit, path: path, message: "needs more than \(limit) bytes of scratch space",
          hint: "unpack it first")
      }
      guard unsafe draft.append(block) else {
        throw unreadable(path, "cannot write its scratch copy in `\(folder)`")
      }
      source.consume(block.count)
    }
    // A second handle on the same file, now of known size; `draft` closes its own.
    let copy = dup(descriptor)
    guard copy >= 0 else { throw unreadable(path, "cannot read its scratch copy") }
    return InputFile(adopting: copy, path: path, size: written, closes: true)
  }

  private static func unnamedFile(in folder: String) -> CInt {
    let descriptor = unsafe Glibc.open(folder, O_TMPFILE_ | O_RDWR | O_CLOEXEC, 0o600)
    if descriptor >= 0 { return descriptor }
    // Not every file system has O_TMPFILE.
    var template = Array("\(folder)/winnow-XXXXXX".utf8CString)
    let made = unsafe template.withUnsafeMutableBufferPointer { name -> CInt in
      guard let base = name.baseAddress else { return -1 }
      let made = unsafe mkstemp(base)
      if made >= 0 {
        _ = fcntl(made, F_SETFD, FD_CLOEXEC)
        unsafe unlink(base)
      }
      return made
    }
    return made
  }

  private func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var rest = unsafe bytes
    while let base = rest.baseAddress, rest.count > 0 {
      let count = unsafe write(descriptor, base, rest.count)
      if count < 0 {
        if errno == EINTR { continue }
        return false
      }
      unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
    return true
  }

  private static func unreadable(
    _ path: String, _ what: String, hint: String? = nil
  ) -> ContainerError {
    let reason = unsafe String(cString: strerror(errno)).lowercased()
    return ContainerError(.unreadable, path: path, message: "\(what): \(reason)", hint: hint)
  }
}

/// `O_TMPFILE` of Linux, which Swift does not import: `__O_TMPFILE | O_DIRECTORY`.
private let O_TMPFILE_ = CInt(0o20_000_000) | O_DIRECTORY
