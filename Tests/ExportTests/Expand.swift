import CZlib
import CZstd
import Testing

/// Undoes `compress`, by the libraries' own decoders; all frames or members, one after the other.
func expand(_ bytes: [UInt8], _ name: String) throws -> [UInt8] {
  if name.hasSuffix(".zst") { return try expandZstd(bytes).flatMap { $0 } }
  return name.hasSuffix(".gz") ? try expandGzip(bytes) : bytes
}

/// The content of each frame; every frame must name its size and carry a checksum.
func expandZstd(_ bytes: [UInt8]) throws -> [[UInt8]] {
  var frames: [[UInt8]] = []
  try unsafe bytes.withUnsafeBytes { source in
    var at = 0
    while at < source.count {
      let frame = unsafe UnsafeRawBufferPointer(rebasing: source[at...])
      let length = unsafe ZSTD_findFrameCompressedSize(frame.baseAddress, frame.count)
      try #require(ZSTD_isError(length) == 0)
      let size = unsafe Int(ZSTD_getFrameContentSize(frame.baseAddress, frame.count))
      #expect(unsafe frame[4] & 4 == 4, "no checksum")
      var status = 0
      let content = unsafe [UInt8](unsafeUninitializedCapacity: size) { out, count in
        status = unsafe ZSTD_decompress(out.baseAddress, size, frame.baseAddress, length)
        count = size
      }
      try #require(status == size)
      frames.append(content)
      at += length
    }
  }
  return frames
}

private func expandGzip(_ bytes: [UInt8]) throws -> [UInt8] {
  var content: [UInt8] = []
  var input = bytes
  try unsafe input.withUnsafeMutableBytes { source in
    var stream = unsafe z_stream()
    unsafe inflateInit2_(&stream, 16 + 15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    defer { unsafe inflateEnd(&stream) }
    unsafe stream.next_in = source.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.avail_in = UInt32(source.count)
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while unsafe stream.avail_in > 0 {
      var status = Z_OK
      while status == Z_OK {
        let written = unsafe block.withUnsafeMutableBufferPointer { out in
          unsafe stream.next_out = out.baseAddress
          unsafe stream.avail_out = UInt32(out.count)
          status = unsafe inflate(&stream, Z_NO_FLUSH)
          return unsafe out.count - Int(stream.avail_out)
        }
        content += block[..<written]
      }
      try #require(status == Z_STREAM_END)
      unsafe inflateReset(&stream)
    }
  }
  return content
}
