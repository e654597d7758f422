package import Records

/// A stream of bytes that is read to its end: a file, an expanded file, a member of an archive.
package protocol ByteSource: AnyObject {
  /// Fills at most the whole of `buffer` and returns how many bytes it wrote; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ContainerError) -> Int
}

/// A container that cannot be read on: cut, damaged, hostile or unreadable.
package struct ContainerError: Error, Sendable {
  /// What kind of failure it is.
  package enum Kind: String, Sendable {
    /// The file cannot be opened or read.
    case unreadable = "unreadable-file"
    /// It ends before its content does.
    case cut = "cut-file"
    /// A checksum or the structure is wrong.
    case damaged = "damaged-file"
    /// Larger, more numerous, or nested deeper than the limits allow.
    case limit = "container-limit"
    /// A kind of container or feature that is not read: encrypted, unknown compression, binary.
    case unsupported = "unsupported-container"
    /// Nothing in it.
    case empty = "empty-file"
  }

  package var kind: Kind
  /// The file as the user named it.
  package var path: String
  /// The archive member, where there is one.
  package var member: String?
  /// Offset in the expanded stream up to which bytes were delivered.
  package var byteOffset: Int64
  /// What was wrong: lower case, no full stop.
  package var message: String
  /// What to do about it.
  package var hint: String?

  package init(
    _ kind: Kind, path: String, member: String? = nil, byteOffset: Int64 = 0, message: String,
    hint: String? = nil
  ) {
    self.kind = kind
    self.path = path
    self.member = member
    self.byteOffset = byteOffset
    self.message = message
    self.hint = hint
  }

  /// The error as the person at the terminal sees it.
  package var asWinnowError: WinnowError {
    let place = member.map { "\(path)!\($0)" } ?? path
    let at = byteOffset > 0 ? " at byte \(byteOffset) of its content" : ""
    return WinnowError(
      WinnowError.Code(kind.rawValue, exitStatus: 1), "\(message)\(at): `\(place)`",
      hint: hint ?? defaultHint)
  }

  private var defaultHint: String? {
    switch kind {
    case .cut: "it is not complete: copy or download it again"
    case .damaged:
      "copy or download it again; if it was made like this, unpack it with another tool"
    case .empty: "leave it out, or copy or download it again"
    case .unreadable, .limit, .unsupported: nil
    }
  }
}
