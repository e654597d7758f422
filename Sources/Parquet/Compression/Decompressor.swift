internal import CBrotli
internal import CLz4
internal import CSnappy
internal import CZlib
internal import CZstd

/// Expands pages of one codec. What comes out is as long as the page header says, never longer.
@safe final class Decompressor {
  let codec: Codec
  private var zstd: OpaquePointer?

  /// Errors: `unsupported` for a codec that is not read.
  init(_ codec: Codec) throws(ParquetError) {
    self.codec = codec
    switch codec {
    case .uncompressed, .snappy, .gzip, .brotli, .lz4, .zstd, .lz4Raw: break
    default:
      throw ParquetError(
        .unsupported, "pages are compressed with \(codec), which is not read",
        hint: "write the file again with zstd")
    }
  }

  deinit { unsafe ZSTD_freeDCtx(zstd) }

  /// Bytes that the codec keeps from page to page.
  var heldBytes: Int { unsafe zstd == nil ? 0 : 160 << 10 }

  /// Expands `input` to fill `output` wholly.
  ///
  /// Errors: `damaged` where the bytes are not of the codec, or expand to another length.
  func decompress(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(ParquetError) {
    // A page without values may have no bytes at all.
    if unsafe output.isEmpty, unsafe input.isEmpty { return }
    guard let source = input.baseAddress else { throw failed(output.count) }
    // C wants an address even for nothing.
    var nothing: UInt8 = 0
    guard let target = output.baseAddress else {
      return try unsafe withUnsafeMutableBytes(of: &nothing) {
        buffer throws(ParquetError) in
        guard try unsafe expand(input, source, buffer.baseAddress, 0) == 0 else {
          throw failed(0)
        }
      }
    }
    guard try unsafe expand(input, source, target, output.count) == output.count else {
      throw failed(output.count)
    }
  }

  /// How many bytes came out, or `nil`; never more than `count`.
  private func expand(
    _ input: UnsafeRawBufferPointer, _ source: UnsafeRawPointer,
    _ target: UnsafeMutableRawPointer?, _ count: Int
  ) throws(ParquetError) -> Int? {
    guard let target = unsafe target else { return nil }
    switch codec {
    case .uncompressed:
      guard input.count == count else { return nil }
      unsafe target.copyMemory(from: source, byteCount: count)
      return count
    case .snappy:
      var length = 0
      let bytes = unsafe source.assumingMemoryBound(to: CChar.self)
      guard
        unsafe snappy_uncompressed_length(bytes, input.count, &length) == SNAPPY_OK,
        length == count
      else { return nil }
      let status = unsafe snappy_uncompress(
        bytes, input.count, target.assumingMemoryBound(to: CChar.self), &length)
      return status == SNAPPY_OK ? length : nil
    case .zstd:
      if unsafe zstd == nil { unsafe zstd = ZSTD_createDCtx() }
      guard let zstd = unsafe zstd else { throw ParquetError(.io, "out of memory for zstd") }
      let length = unsafe ZSTD_decompressDCtx(zstd, target, count, source, input.count)
      return ZSTD_isError(length) == 0 ? length : nil
    case .gzip: return unsafe gunzip(source, input.count, target, count)
    case .brotli:
      var length = count
      let result = unsafe BrotliDecoderDecompress(
        input.count, source.assumingMemoryBound(to: UInt8.self), &length,
        target.assumingMemoryBound(to: UInt8.self))
      return result == BROTLI_DECODER_RESULT_SUCCESS ? length : nil
    case .lz4Raw: return unsafe lz4Block(source, input.count, target, count)
    case .lz4:
      // Hadoop's frame, or a bare block as older versions of Arrow wrote.
      return unsafe hadoopBlocks(input, target, count)
        ?? lz4Block(source, input.count, target, count)
    default: return nil
    }
  }

  private func lz4Block(
    _ source: UnsafeRawPointer, _ sourceCount: Int, _ target: UnsafeMutableRawPointer, _ count: Int
  ) -> Int? {
    guard let sourceCount = CInt(exactly: sourceCount), let capacity = CInt(exactly: count) else {
      return nil
    }
    let length = unsafe LZ4_decompress_safe(
      source.assumingMemoryBound(to: CChar.self), target.assumingMemoryBound(to: CChar.self),
      sourceCount, capacity)
    return length >= 0 ? Int(length) : nil
  }

  /// Blocks, each after its length before and after compression, 32 bits from the highest byte.
  private func hadoopBlocks(
    _ input: UnsafeRawBufferPointer, _ target: UnsafeMutableRawPointer, _ count: Int
  ) -> Int? {
    var position = 0
    var produced = 0
    while position < input.count {
      guard input.count - position >= 8, let base = input.baseAddress else { return nil }
      let lengths = unsafe (
        UInt32(bigEndian: input.loadUnaligned(fromByteOffset: position, as: UInt32.self)),
        UInt32(bigEndian: input.loadUnaligned(fromByteOffset: position + 4, as: UInt32.self))
      )
      position += 8
      guard Int(lengths.1) <= input.count - position, Int(lengths.0) <= count - produced,
        let length = unsafe lz4Block(
          base + position, Int(lengths.1), target + produced, Int(lengths.0)),
        length == Int(lengths.0)
      else { return nil }
      position += Int(lengths.1)
      produced += length
    }
    return produced
  }

  /// Gzip members one after the other, or zlib's own frame.
  private func gunzip(
    _ source: UnsafeRawPointer, _ sourceCount: Int, _ target: UnsafeMutableRawPointer, _ count: Int
  ) -> Int? {
    guard let sourceCount = UInt32(exactly: sourceCount), let capacity = UInt32(exactly: count)
    else { return nil }
    var stream = unsafe z_stream()
    // 32: whichever of the two frames it is.
    guard
      unsafe inflateInit2_(&stream, 15 + 32, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
        == Z_OK
    else { return nil }
    defer { unsafe inflateEnd(&stream) }
    unsafe stream.next_in = UnsafeMutablePointer(
      mutating: source.assumingMemoryBound(to: UInt8.self))
    unsafe stream.avail_in = sourceCount
    unsafe stream.next_out = target.assumingMemoryBound(to: UInt8.self)
    unsafe stream.avail_out = capacity
    while true {
      guard unsafe inflate(&stream, Z_FINISH) == Z_STREAM_END else { return nil }
      if unsafe stream.avail_in == 0 { return unsafe count - Int(stream.avail_out) }
      guard unsafe inflateReset(&stream) == Z_OK else { return nil }
    }
  }

  private func failed(_ count: Int) -> ParquetError {
    .damaged(
      codec == .uncompressed
        ? "a page is not as long as its header says"
        : "\(codec) data is damaged, or does not expand to \(count) bytes")
  }
}
