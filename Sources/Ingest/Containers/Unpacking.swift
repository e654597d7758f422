/// Finds out what a stream of bytes is packed in, and takes it out.
struct Unpacking {
  let context: ContainerContext

  /// What was found below all layers.
  struct Content {
    var window: InputWindow
    /// As in `MemberInfo`.
    var layers: [String]
    var rowGroups: [Int64] = []
  }

  enum Unpacked {
    case empty
    case bytes(Content)
    case archive(LibArchive, layers: [String])
  }

  /// Takes layer after layer off `window`.
  func unpack(
    _ window: InputWindow, head: [UInt8], depth: Int
  ) throws(ContainerError) -> Unpacked {
    var (window, head, depth) = (window, head, depth)
    var layers: [String] = []
    while true {
      let type = ContentType(head: head)
      if case .unsupported(let content) = type {
        throw context.error(.unsupported, "is \(content.name)", hint: content.hint)
      }
      if type == .bytes {
        if BinaryHead.isBinary(head) {
          throw context.error(
            .damaged, "is no text, and does not begin like any file that is read",
            hint: "is its beginning missing? copy or download it again")
        }
        return .bytes(Content(window: window, layers: layers))
      }
      if type == .empty {
        // Either it is empty, or it fails at its first byte: then that is thrown when it is read.
        return window.hasFailed ? .bytes(Content(window: window, layers: layers)) : .empty
      }
      depth = try context.deeper(than: depth)
      layers.append(type.word)
      if type == .parquet {
        let rows = try ParquetRows.open(
          try seekable(window), context: context, depth: depth)
        window = InputWindow(rows, blockSize: 1 << 20)
        // One without rows is a table all the same, as shards of a split may be.
        return .bytes(Content(window: window, layers: layers, rowGroups: rows.rowGroups))
      }
      guard let layer = try expand(type, window, depth: depth) else {
        return .archive(try openArchive(type, window, depth: depth), layers: layers)
      }
      window = InputWindow(layer)
      head = window.head()
    }
  }

  /// A source of what is inside one layer of compression; `nil` if it is none.
  private func expand(
    _ type: ContentType, _ window: InputWindow, depth: Int
  ) throws(ContainerError) -> (any ByteSource)? {
    switch type {
    case .gzip: try GzipBytes.open(window, context: context, depth: depth)
    case .zstd: try ZstdBytes.open(window, context: context, depth: depth)
    case .xz: try openStream(.xz, window, depth: depth)
    case .bzip2: try openStream(.bzip2, window, depth: depth)
    case .lz4: try openStream(.lz4, window, depth: depth)
    case .tar, .zip, .sevenZip, .parquet, .empty, .bytes, .unsupported: nil
    }
  }

  private func openStream(
    _ format: ArchiveFormat, _ window: InputWindow, depth: Int
  ) throws(ContainerError) -> LibArchive {
    try LibArchive.open(format, feed: ArchiveFeed(stream: window), context: context, depth: depth)
  }

  private func openArchive(
    _ type: ContentType, _ window: InputWindow, depth: Int
  ) throws(ContainerError) -> LibArchive {
    guard type != .tar else { return try openStream(.tar, window, depth: depth) }
    return try LibArchive.open(
      type == .zip ? .zip : .sevenZip, feed: ArchiveFeed(file: try seekable(window)),
      context: context, depth: depth)
  }

  /// A file that can be read at any place: the one behind the window, or a copy.
  private func seekable(_ window: InputWindow) throws(ContainerError) -> InputFile {
    if let own = window.file, own.isSeekable { return own }
    return try InputFile.spill(
      window, in: context.scratch, limit: context.limits.maxScratchBytes, path: context.path)
  }
}
