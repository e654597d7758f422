internal import CZstd

/// Expands zstd: any number of frames and skippable frames, with their checksums.
///
/// The only file that calls libzstd to read.
@safe final class ZstdBytes: ByteSource {
  private let input: InputWindow
  private let context: ContainerContext
  private let depth: Int
  private let stream: OpaquePointer
  /// 0 where a frame has ended and its bytes are all out; else how many bytes zstd would like next.
  private var wanted = 0
  private var isAtEnd = false
  private var failure: ContainerError?

  private init(
    adopting stream: OpaquePointer, input: InputWindow, context: ContainerContext, depth: Int
  ) {
    unsafe self.stream = stream
    self.input = input
    self.context = context
    self.depth = depth
  }

  deinit { unsafe ZSTD_freeDCtx(stream) }

  static func open(
    _ input: InputWindow, context: ContainerContext, depth: Int
  ) throws(ContainerError) -> ZstdBytes {
    guard let stream = unsafe ZSTD_createDCtx() else {
      throw context.error(.unreadable, "out of memory for zstd")
    }
    let bytes = unsafe ZstdBytes(adopting: stream, input: input, context: context, depth: depth)
    let log = CInt(min(max(context.limits.maxWindowLog, 10), 31))
    _ = unsafe ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, log)
    return bytes
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ContainerError) -> Int {
    if let failure { throw failure }
    var output = unsafe ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
    do throws(ContainerError) {
      while unsafe output.pos < output.size {
        if input.isEmpty, !isAtEnd {
          // What is there goes out first, so that an error of the input comes after it.
          if unsafe output.pos > 0 { break }
          isAtEnd = try !input.refill()
        }
        if isAtEnd, wanted == 0 { break }
        try unsafe step(&output)
      }
    } catch {
      failure = error
    }
    let produced = unsafe output.pos
    if produced == 0, let failure { throw failure }
    try context.expand(by: produced, depth: depth)
    return produced
  }

  private func step(_ output: inout ZSTD_outBuffer) throws(ContainerError) {
    let block = unsafe input.bytes
    var source = unsafe ZSTD_inBuffer(src: block.baseAddress, size: block.count, pos: 0)
    let before = unsafe output.pos
    let status = unsafe ZSTD_decompressStream(stream, &output, &source)
    unsafe input.consume(source.pos)
    guard ZSTD_isError(status) == 0 else { throw failed(status) }
    wanted = status
    // Nothing came in and nothing went out, but the frame is not complete.
    if isAtEnd, unsafe output.pos == before, wanted != 0 {
      throw context.error(.cut, "ends inside its zstd data")
    }
  }

  private func failed(_ status: Int) -> ContainerError {
    switch ZSTD_getErrorCode(status) {
    case ZSTD_error_frameParameter_windowTooLarge:
      context.error(
        .limit, "needs a zstd window of more than 2^\(context.limits.maxWindowLog) bytes",
        hint: "decompress it first with `zstd -d --long=31`, "
          + "or compress it again with `--long=27` at most")
    case ZSTD_error_dictionary_wrong:
      context.error(
        .unsupported, "is compressed with a zstd dictionary",
        hint: "decompress it first with `zstd -d -D DICTIONARY`")
    case ZSTD_error_memory_allocation: context.error(.unreadable, "out of memory for zstd")
    default:
      context.error(
        .damaged,
        unsafe "zstd data is damaged: \(String(cString: ZSTD_getErrorName(status)).lowercased())")
    }
  }
}
