internal import Crypto
package import Records

extension PublicID {
  /// The key by which a training log names a pair whose content it knows: the first 16 bytes of the SHA-256
  /// of `winnow pair content 1` and, of prompt, chosen and rejected, each the length as 8 bytes, big-endian,
  /// and the UTF-8. The same as `content_key` of integrations/python.
  ///
  /// The text of a list of messages is `[{"role":"user","content":"…"},…]`, compact, with these two keys.
  package static func pairContent(
    prompt: ByteSlice, chosen: ByteSlice, rejected: ByteSlice, in arena: ByteArena
  ) -> PublicID {
    var hash = SHA256()
    let tag: StaticString = "winnow pair content 1"
    unsafe hash.update(
      bufferPointer: UnsafeRawBufferPointer(start: tag.utf8Start, count: tag.utf8CodeUnitCount))
    for part in [prompt, chosen, rejected] {
      var length = UInt64(part.count).bigEndian
      unsafe withUnsafeBytes(of: &length) { unsafe hash.update(bufferPointer: $0) }
      unsafe hash.update(bufferPointer: arena[part])
    }
    return unsafe hash.finalize().withUnsafeBytes { unsafe PublicID(loading: $0) }
  }
}
