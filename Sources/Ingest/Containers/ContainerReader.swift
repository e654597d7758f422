internal import Pipeline

/// A file that records are read from: the only one in a plain or compressed file, or one of many in
/// an archive.
package struct MemberInfo: Sendable, Equatable {
  /// The name inside the archive, unique in it; empty where the file is no archive. A name, never a
  /// place to write to: it may hold `..` or begin with `/`.
  package var name: String
  /// 0-based among the members read.
  package var index: Int
  /// Size in bytes as the container states it, where it states one; not to be relied on.
  package var declaredSize: Int64?
  /// Of a Parquet file: how many rows each row group has.
  package var rowGroups: [Int64] = []
  /// What it is packed in, the outermost first: `tar`, `gzip`, `Parquet`; none of a plain file.
  package var layers: [String] = []

  /// Whether its records are the rows of a Parquet file.
  package var isParquet: Bool { layers.last == ContentType.parquet.word }
}

/// Reads an input file, whatever it is packed in, member by member and each to its end.
///
/// What the file is, is told by its bytes at every layer: plain; gzip, zstd, xz, bzip2, lz4; tar,
/// zip or 7z, with compressed members and archives in archives, down to
/// `ContainerLimits.maxNesting`.
/// Call `nextMember`, then `read` until it returns 0; a member may be left early.
///
/// An error of one member (damaged, encrypted, of a kind not read) ends that member: `nextMember`
/// goes on behind it. An error of the whole file is thrown once, and then there are no more
/// members. Nothing is passed over without being counted in `passedOver`, or thrown.
/// With `keepsIncomplete` what is cut or damaged ends where it cannot be read on, and is counted; a file of
/// which nothing can be read is an error all the same.
package final class ContainerReader: ByteSource {
  private let context: ContainerContext
  /// Open archives, the outermost first, with the names they have in the one around them.
  private var archives: [(archive: LibArchive, prefix: String, layers: [String])] = []
  /// The file where it is no archive, until it is handed out.
  private var single: Unpacking.Content?
  private var current: InputWindow?
  private var names: [String: Int] = [:]
  private var isFinished = false
  private var hasThrown = false
  /// What was thrown last, so that the layers around it do not throw it again.
  private var lastMessage: String?
  private var currentName: String?
  private var delivered: Int64 = 0
  private var memberCount = 0

  private let keepsIncomplete: Bool
  /// Whether any byte of any member was given out.
  private var hasDelivered = false
  /// The first damage that ended a member.
  private var damage: ContainerError?

  /// How many entries were passed over, by why: `directory`, `link`, `mac_metadata`, `empty`,
  /// `other`; and `rest`, members that were not read to their end.
  package private(set) var passedOver: [String: Int] = [:]

  /// Bytes of the file read so far.
  package var compressedBytesRead: Int64 { context.file.bytesRead }
  /// Size of the file in bytes; `nil` for a pipe.
  package var compressedSize: Int64? { context.file.size }

  private init(context: ContainerContext, keepsIncomplete: Bool) {
    self.context = context
    self.keepsIncomplete = keepsIncomplete
  }

  /// Opens the file at `path` and looks at what it is.
  ///
  /// - Parameters:
  ///   - path: a file, or `-` for standard input.
  ///   - limits: how far it may expand.
  ///   - scratch: a folder for copies of zip and 7z archives that cannot be read in one pass,
  ///     because they come through a pipe or lie in another container. Such a copy has no name.
  ///   - keepsIncomplete: whether the beginning of what is cut or damaged is taken.
  /// - Returns: a reader before the first member.
  /// - Throws: where the file cannot be read, is empty, or is of a kind that is not read.
  package static func open(
    path: String, limits: ContainerLimits = ContainerLimits(), scratch: String,
    keepsIncomplete: Bool = false
  ) throws(ContainerError) -> ContainerReader {
    let file = try InputFile.open(path)
    let reader = ContainerReader(
      context: ContainerContext(file: file, limits: limits, scratch: scratch),
      keepsIncomplete: keepsIncomplete)
    // 1 MiB: larger blocks make no difference to read(2).
    let window = InputWindow(file, blockSize: 1 << 20)
    let head = window.head()
    if ContentType(head: head) == .bytes, try ZipEnd.isRest(of: file) {
      throw reader.context.error(
        .damaged, "is the end of a zip archive: its beginning is missing",
        hint: "copy or download it again; if something was put before a zip, cut that off")
    }
    switch try Unpacking(context: reader.context).unpack(window, head: head, depth: 0) {
    case .bytes(let content): reader.single = content
    case .archive(let archive, let layers): reader.archives = [(archive, "", layers)]
    case .empty:
      throw reader.context.error(
        .empty, head.isEmpty ? "the file is empty" : "nothing is in the compressed file")
    }
    return reader
  }

  /// Moves to the next member; `nil` at the end.
  package func nextMember() throws(ContainerError) -> MemberInfo? {
    current = nil
    currentName = nil
    delivered = 0
    var member: MemberInfo?
    do throws(ContainerError) {
      member = try nextReadable()
      if member == nil { try finish() }
    } catch {
      throw noted(error)
    }
    // Of which nothing can be read: said once.
    if member == nil, let damage, !hasDelivered {
      self.damage = nil
      throw damage
    }
    return member
  }

  /// The next member, past what is cut or damaged where that is kept.
  private func nextReadable() throws(ContainerError) -> MemberInfo? {
    while true {
      do throws(ContainerError) {
        return try findMember()
      } catch {
        guard keeps(error) else { throw error }
        leaveRest(noted(error))
      }
    }
  }

  private func keeps(_ error: ContainerError) -> Bool {
    keepsIncomplete && (error.kind == .cut || error.kind == .damaged)
  }

  private func leaveRest(_ error: ContainerError) {
    passedOver["rest", default: 0] += 1
    damage = damage ?? error
    current = nil
  }

  /// The expanded bytes of the present member.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(ContainerError) -> Int {
    guard let current, buffer.count > 0 else { return 0 }
    do throws(ContainerError) {
      let count = try unsafe current.read(into: buffer)
      delivered += Int64(count)
      if count > 0 { hasDelivered = true }
      return count
    } catch {
      let error = noted(error)
      guard keeps(error) else { throw error }
      leaveRest(error)
      return 0
    }
  }

  private func noted(_ error: ContainerError) -> ContainerError {
    hasThrown = true
    lastMessage = error.message
    if context.isExhausted { isFinished = true }
    var error = error
    error.member = currentName
    error.byteOffset = delivered
    return error
  }

  private func finish() throws(ContainerError) {
    let isFirst = !isFinished
    isFinished = true
    guard isFirst, memberCount == 0, !hasThrown else { return }
    let counts = PassedOver(passedOver)
    throw context.error(
      .empty, "no file to read is in the archive",
      hint: counts.isEmpty ? nil : "passed over: \(counts.words)")
  }
}

extension ContainerReader {
  private func findMember() throws(ContainerError) -> MemberInfo? {
    if isFinished { return nil }
    if let content = single {
      single = nil
      isFinished = true
      memberCount = 1
      current = content.window
      return MemberInfo(
        name: "", index: 0, declaredSize: content.window.file == nil ? nil : context.file.size,
        rowGroups: content.rowGroups, layers: content.layers)
    }
    while let (archive, prefix, layers) = archives.last {
      guard let entry = try nextEntry(of: archive) else {
        archives.removeLast()
        if !archives.isEmpty, archive.entryCount == 0, archive.fatal == nil {
          passedOver["empty", default: 0] += 1
        }
        continue
      }
      try context.addMember()
      if let member = try take(entry, of: archive, prefix: prefix, in: layers) { return member }
    }
    return nil
  }

  /// The next entry of the innermost archive; `nil` at its end, or where it broke off and that was
  /// thrown before.
  private func nextEntry(of archive: LibArchive) throws(ContainerError) -> ArchiveEntry? {
    do throws(ContainerError) {
      return try archive.nextEntry()
    } catch {
      if error.message == lastMessage { return nil }
      // Broken for good: the archive around it, if there is one, goes on.
      archives.removeLast()
      throw error
    }
  }

  /// Opens `entry` for reading; `nil` if it is passed over, or is an archive, whose entries follow.
  private func take(
    _ entry: ArchiveEntry, of archive: LibArchive, prefix: String, in outer: [String]
  ) throws(ContainerError) -> MemberInfo? {
    if let word = reasonToPassOver(entry) {
      passedOver[word, default: 0] += 1
      return nil
    }
    let name = prefix + MemberName.printable(entry.name)
    currentName = name
    if entry.isEncrypted {
      throw context.error(.unsupported, "is encrypted", hint: "decrypt the archive first")
    }
    let window = InputWindow(archive)
    switch try Unpacking(context: context)
      .unpack(window, head: window.head(), depth: archive.depth)
    {
    case .empty:
      currentName = nil
      passedOver["empty", default: 0] += 1
      return nil
    case .archive(let inner, let layers):
      currentName = nil
      archives.append((inner, name + "/", outer + layers))
      return nil
    case .bytes(let content):
      current = content.window
      lastMessage = nil
      let unique = unique(name)
      currentName = unique
      defer { memberCount += 1 }
      return MemberInfo(
        name: unique, index: memberCount, declaredSize: content.layers.isEmpty ? entry.size : nil,
        rowGroups: content.rowGroups, layers: outer + content.layers)
    }
  }

  private func reasonToPassOver(_ entry: ArchiveEntry) -> String? {
    switch entry.kind {
    case .directory: "directory"
    case .link: "link"
    case .other: "other"
    case .file: MemberName.isMacMetadata(entry.name) ? "mac_metadata" : nil
    }
  }

  /// The second member of a name gets `#2`, and so on.
  private func unique(_ name: String) -> String {
    guard var number = names[name] else {
      names[name] = 1
      return name
    }
    var candidate: String
    repeat {
      number += 1
      candidate = "\(name)#\(number)"
    } while names[candidate] != nil
    names[name] = number
    names[candidate] = 1
    return candidate
  }
}
