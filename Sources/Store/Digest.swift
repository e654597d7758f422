internal import Crypto
package import Records

/// Builds public ids: SHA-256 over a length-prefixed, version-tagged binary encoding of raw bytes.
///
/// Nothing is trimmed or normalised. A field is its length (8 bytes, little-endian) and its bytes; the
/// tag, with its version, is the first field. Changing an encoding means a new version of its tag.
///
/// Small fields are gathered before they are hashed: each call of `SHA256.update` costs as much as hashing
/// a block (3 % of an ingest).
@safe package struct DigestBuilder {
  private static let capacity = 192
  private var hash = SHA256()
  private var gathered = InlineArray<192, UInt8>(repeating: 0)
  private var count = 0

  package init(_ tag: StaticString) {
    unsafe add(UnsafeRawBufferPointer(start: tag.utf8Start, count: tag.utf8CodeUnitCount))
  }

  package mutating func add(_ value: Int) {
    var little = UInt64(bitPattern: Int64(value)).littleEndian
    unsafe withUnsafeBytes(of: &little) { unsafe gather($0) }
  }

  package mutating func add(_ value: UInt64) { add(Int(bitPattern: UInt(value))) }

  package mutating func add(_ value: Double) { add(value.bitPattern) }

  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    add(bytes.count)
    unsafe gather(bytes)
  }

  package mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { unsafe add(UnsafeRawBufferPointer($0)) }
  }

  /// An id is of fixed length and needs no prefix.
  package mutating func add(_ id: PublicID) {
    var words = (id.high.bigEndian, id.low.bigEndian)
    unsafe withUnsafeBytes(of: &words) { unsafe gather($0) }
  }

  private mutating func gather(_ bytes: UnsafeRawBufferPointer) {
    if count + bytes.count > Self.capacity { flush() }
    guard bytes.count <= Self.capacity else {
      unsafe hash.update(bufferPointer: bytes)
      return
    }
    guard let start = bytes.baseAddress else { return }
    let end = count
    var buffer = gathered.mutableSpan
    unsafe buffer.withUnsafeMutableBytes { room in
      // In bounds: what does not fit was flushed above.
      unsafe room.baseAddress?.advanced(by: end).copyMemory(from: start, byteCount: bytes.count)
    }
    count += bytes.count
  }

  private mutating func flush() {
    guard count > 0 else { return }
    Self.update(&hash, gathered.span.extracting(first: count))
    count = 0
  }

  /// Apart, so that hash and buffer are seen to be different things: a copy of the hash would be deep.
  private static func update(_ hash: inout SHA256, _ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
  }

  package consuming func finish() -> PublicID {
    flush()
    return unsafe hash.finalize().withUnsafeBytes { bytes in
      let high = unsafe bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
      let low = unsafe bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
      return PublicID(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low))
    }
  }
}

extension PublicID {
  /// The id of a body of text.
  package static func text(_ form: Body.Form, _ bytes: UnsafeRawBufferPointer) -> PublicID {
    var digest = DigestBuilder("winnow text 1")
    digest.add(Int(form.rawValue))
    unsafe digest.add(bytes)
    return digest.finish()
  }

  package static func prompt(text: PublicID) -> PublicID { derived("winnow prompt 1", text) }

  package static func response(prompt: PublicID, text: PublicID) -> PublicID {
    derived("winnow response 1", prompt, text)
  }

  /// The id of a comparison; `b` absent for a judgement of one response.
  package static func pair(_ a: PublicID, _ b: PublicID?) -> PublicID {
    if let b {
      derived("winnow pair 1", min(a, b), max(a, b))
    } else {
      derived("winnow single 1", a)
    }
  }

  /// The digest of several runs, taken as one.
  package static func runs(_ digests: [PublicID]) -> PublicID {
    var digest = DigestBuilder("winnow runs 1")
    digest.add(digests.count)
    for id in digests { digest.add(id) }
    return digest.finish()
  }

  private static func derived(_ tag: StaticString, _ ids: PublicID...) -> PublicID {
    var digest = DigestBuilder(tag)
    for id in ids { digest.add(id) }
    return digest.finish()
  }
}
