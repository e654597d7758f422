internal import CZlib

/// Expands gzip: any number of members, each checked against its CRC-32 and length, then at most
/// zero padding.
///
/// The only file that calls zlib. libarchive is not used for gzip because it checks neither.
@safe final class GzipBytes: ByteSource {
  private enum State { case start, inside, between, padding }

  private let input: InputWindow
  private let context: ContainerContext
  private let depth: Int
  /// On the heap: zlib keeps a pointer back to it.
  private let stream: UnsafeMutablePointer<z_stream>
  private var state = State.start
  private var failure: ContainerError?

  private init(input: InputWindow, context: ContainerContext, depth: Int) {
    self.input = input
    self.context = context
    self.depth = depth
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  static func open(
    _ input: InputWindow, context: ContainerContext, depth: Int
  ) throws(ContainerError) -> GzipBytes {
    let bytes = GzipBytes(input: input, context: context, depth: depth)
    // 15: the largest window; 16: a gzip header and trailer, checked.
    let status = unsafe inflateInit2_(
      bytes.stream, 15 + 16, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw context.error(.unreadable, "out of memory for gzip") }
    return bytes
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ContainerError) -> Int {
    if let failure { throw failure }
    let room = min(buffer.count, Int(UInt32.max))
    unsafe stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = UInt32(room)
    do throws(ContainerError) {
      while unsafe stream.pointee.avail_out > 0 {
        // What is there goes out first, so that an error of the input comes after it.
        if input.isEmpty, unsafe Int(stream.pointee.avail_out) < room { break }
        guard try input.refill() else {
          if state != .inside { break }
          // zlib may hold bytes that found no room before.
          let left = unsafe stream.pointee.avail_out
          try inflateBlock()
          if unsafe stream.pointee.avail_out < left { continue }
          throw context.error(.cut, "ends inside its gzip data")
        }
        try step()
      }
    } catch {
      failure = error
    }
    let produced = unsafe room - Int(stream.pointee.avail_out)
    if produced == 0, let failure { throw failure }
    try context.expand(by: produced, depth: depth)
    return produced
  }

  /// Does one thing with the input there is: expand, begin a member, or skip padding.
  private func step() throws(ContainerError) {
    switch state {
    case .start:
      state = .inside
    case .inside:
      try inflateBlock()
    case .between:
      // Another member begins here, or else only zeros may follow.
      guard unsafe input.bytes.first == 0x1F else {
        state = .padding
        return
      }
      guard unsafe inflateReset(stream) == Z_OK else {
        throw context.error(.damaged, "gzip data cannot be read on")
      }
      state = .inside
    case .padding:
      guard unsafe input.bytes.allSatisfy({ $0 == 0 }) else {
        throw context.error(.damaged, "bytes that are no gzip follow the gzip data")
      }
      unsafe input.consume(input.bytes.count)
    }
  }

  private func inflateBlock() throws(ContainerError) {
    let block = unsafe input.bytes
    // zlib does not write through this pointer; its type says nothing of it.
    unsafe stream.pointee.next_in = UnsafeMutablePointer(
      mutating: block.baseAddress?.assumingMemoryBound(to: UInt8.self))
    unsafe stream.pointee.avail_in = UInt32(block.count)
    let status = unsafe inflate(stream, Z_NO_FLUSH)
    unsafe input.consume(block.count - Int(stream.pointee.avail_in))
    switch status {
    case Z_OK, Z_BUF_ERROR: return
    case Z_STREAM_END: state = .between
    case Z_MEM_ERROR: throw context.error(.unreadable, "out of memory for gzip")
    default:
      let reason = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
      throw context.error(.damaged, "gzip data is damaged: \(reason ?? "status \(status)")")
    }
  }
}
