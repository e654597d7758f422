internal import CBrotli
internal import CLz4
internal import CSnappy
internal import CZlib
internal import CZstd

/// Compresses pages by one codec; the same bytes for the same input and version of the library.
@safe final class Compressor {
  let codec: Codec
  /// The effort of zstd (1 to 19), gzip (1 to 9) or brotli (0 to 11).
  private let level: CInt
  private var zstd: OpaquePointer?

  /// `level` is the codec's own; `nil` for its usual one.
  ///
  /// Errors: `unsupported` for a codec that is not written.
  init(_ codec: Codec, level: Int? = nil) throws(ParquetError) {
    self.codec = codec
    switch codec {
    case .zstd: self.level = CInt(min(max(level ?? 3, 1), 19))
    case .gzip: self.level = CInt(min(max(level ?? 6, 1), 9))
    case .brotli: self.level = CInt(min(max(level ?? 5, 0), 11))
    case .uncompressed, .snappy, .lz4Raw: self.level = 0
    default: throw ParquetError(.unsupported, "\(codec) is not written")
    }
  }

  deinit { unsafe ZSTD_freeCCtx(zstd) }

  /// Compresses `input` and appends the result to `output`. Returns how many bytes it is.
  ///
  /// Errors: `limit` for a page of more than 2 GB, `io` where the library has no memory.
  @discardableResult
  func compress(
    _ input: UnsafeRawBufferPointer, appendingTo output: inout [UInt8]
  ) throws(ParquetError) -> Int {
    guard input.count <= Int(Int32.max) else {
      throw ParquetError(.limit, "a page of \(input.count) bytes: 2^31 - 1 are the most")
    }
    if codec == .uncompressed {
      unsafe output.append(contentsOf: input)
      return input.count
    }
    let begin = output.count
    let bound = self.bound(input.count)
    output.append(contentsOf: repeatElement(0, count: bound))
    // C wants an address even for nothing.
    var nothing: UInt8 = 0
    let length = unsafe output.withUnsafeMutableBytes { buffer -> Int? in
      unsafe withUnsafeBytes(of: &nothing) { empty -> Int? in
        let source = unsafe input.baseAddress ?? empty.baseAddress
        guard let source = unsafe source, let base = buffer.baseAddress else { return nil }
        return unsafe shrink(source, input.count, base + begin, bound)
      }
    }
    guard let length else {
      throw ParquetError(.io, "\(codec) failed to compress \(input.count) bytes")
    }
    output.removeLast(bound - length)
    return length
  }

  private func bound(_ count: Int) -> Int {
    switch codec {
    case .snappy: snappy_max_compressed_length(count)
    case .zstd: ZSTD_compressBound(count)
    case .gzip: Int(compressBound(UInt(count))) + 32
    case .lz4Raw: Int(LZ4_compressBound(CInt(count)))
    case .brotli: BrotliEncoderMaxCompressedSize(count) + 16
    default: count
    }
  }

  private func shrink(
    _ source: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutableRawPointer, _ capacity: Int
  ) -> Int? {
    switch codec {
    case .snappy:
      var length = capacity
      let status = unsafe snappy_compress(
        source.assumingMemoryBound(to: CChar.self), count,
        target.assumingMemoryBound(to: CChar.self), &length)
      return status == SNAPPY_OK ? length : nil
    case .zstd:
      if unsafe zstd == nil { unsafe zstd = ZSTD_createCCtx() }
      guard let zstd = unsafe zstd else { return nil }
      let length = unsafe ZSTD_compressCCtx(zstd, target, capacity, source, count, level)
      return ZSTD_isError(length) == 0 ? length : nil
    case .lz4Raw:
      let length = unsafe LZ4_compress_default(
        source.assumingMemoryBound(to: CChar.self), target.assumingMemoryBound(to: CChar.self),
        CInt(count), CInt(capacity))
      return length > 0 ? Int(length) : nil
    case .brotli:
      var length = capacity
      let done = unsafe BrotliEncoderCompress(
        level, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_GENERIC, count,
        source.assumingMemoryBound(to: UInt8.self), &length,
        target.assumingMemoryBound(to: UInt8.self))
      return done == BROTLI_TRUE ? length : nil
    case .gzip: return unsafe gzip(source, count, target, capacity)
    default: return nil
    }
  }

  private func gzip(
    _ source: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutableRawPointer, _ capacity: Int
  ) -> Int? {
    var stream = unsafe z_stream()
    // 16: gzip's frame, in which zlib writes no time.
    guard
      unsafe deflateInit2_(
        &stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        CInt(MemoryLayout<z_stream>.size)) == Z_OK
    else { return nil }
    defer { unsafe deflateEnd(&stream) }
    unsafe stream.next_in = UnsafeMutablePointer(
      mutating: source.assumingMemoryBound(to: UInt8.self))
    unsafe stream.avail_in = UInt32(count)
    unsafe stream.next_out = target.assumingMemoryBound(to: UInt8.self)
    unsafe stream.avail_out = UInt32(min(capacity, Int(UInt32.max)))
    guard unsafe deflate(&stream, Z_FINISH) == Z_STREAM_END else { return nil }
    return unsafe Int(stream.total_out)
  }
}
