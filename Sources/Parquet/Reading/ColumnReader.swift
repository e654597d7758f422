/// Reads one column of one row group, page by page, some rows ahead of what is taken.
final class ColumnReader {
  let leaf: Leaf
  private let pages: PageReader
  private let budget: MemoryBudget
  /// Entries of the chunk, and how many of them have been read.
  private let entryCount: Int
  private var entriesRead = 0
  private var dictionary: Values?
  private var dictionaryBytes = 0
  private var page: DataPage?
  /// What has been read and not been taken.
  private var pending: ColumnBatch
  /// The entries of `pending` that begin a row, where a list holds the column.
  private var rowStarts = Buffer<Int>()
  /// Bytes that were read since rows were last taken.
  private var freshBytes = 0
  private let scratch = Buffer<UInt32>()
  /// What `prepare` met; kept so that columns can be read in parallel.
  private(set) var failure: ParquetError?

  /// Errors: `encrypted`; `damaged` where the chunk does not fit schema or row group.
  init(
    _ file: ParquetFile, _ chunk: ColumnChunk, _ leaf: Leaf, rows: Int, budget: MemoryBudget
  ) throws(ParquetError) {
    self.leaf = leaf
    self.budget = budget
    pending = ColumnBatch(leaf)
    guard let metadata = chunk.metadata, !chunk.isEncrypted else {
      throw ParquetError(
        chunk.isEncrypted ? .encrypted : .damaged,
        chunk.isEncrypted ? "the column is encrypted" : "the column chunk has no metadata",
        hint: chunk.isEncrypted ? "write it again without encryption, or leave it out" : nil)
    }
    guard chunk.filePath == nil else {
      throw ParquetError(.unsupported, "the column's pages lie in another file")
    }
    guard metadata.type == leaf.type.physical else {
      throw .damaged("values of type \(metadata.type) in a column of \(leaf.type.physical)")
    }
    guard let count = Int(exactly: metadata.valueCount),
      leaf.maxRepetition > 0 ? count >= rows : count == rows
    else { throw .damaged("\(metadata.valueCount) entries for \(rows) rows") }
    entryCount = count
    pages = try PageReader(file, metadata, budget: budget)
  }

  /// Whether every entry has been read and taken.
  var isDrained: Bool { entriesRead == entryCount && pending.entryCount == 0 }

  /// Rows of which every entry has been read.
  var completeRows: Int {
    guard leaf.maxRepetition > 0 else { return pending.entryCount }
    // The last may go on in the next page.
    return entriesRead == entryCount ? rowStarts.count : max(0, rowStarts.count - 1)
  }

  /// Bytes that are held between batches.
  var heldBytes: Int {
    var count = pages.heldBytes + dictionaryBytes + pending.byteCount + pending.values.ownedBytes
    if let page, pending.values.owners.last?.bytes !== page.bytes { count += page.bytes.count }
    return count
  }

  /// Reads on until `rows` are complete, or at least one is and `share` bytes were read.
  ///
  /// Never throws: what fails is `failure`.
  func prepare(rows: Int, share: Int) {
    let place = ParquetError.Place(column: leaf.dottedPath)
    do throws(ParquetError) {
      while completeRows < rows, entriesRead < entryCount {
        if let page, page.entriesLeft > 0 {
          try decode(rows)
        } else {
          page = nil
          if freshBytes >= share, completeRows > 0 { return }
          try nextPage()
        }
        if page?.values.step == 64, freshBytes >= share, completeRows > 0 { return }
      }
    } catch {
      failure = error.within(place)
    }
  }

  private func decode(_ rows: Int) throws(ParquetError) {
    // Taken out while it changes, so that it has one owner.
    guard var page else { return }
    self.page = nil
    var count = min(page.entriesLeft, page.values.step)
    if leaf.maxRepetition == 0 { count = min(count, rows - pending.entryCount) }
    let before = pending.repetitions.count
    let owned = pending.values.ownedBytes
    try budget.charge(2 * count)
    let place = ParquetError.Place(page: pages.pageCount - 1)
    do throws(ParquetError) {
      let present = try page.levels(count, leaf, pending.definitions, pending.repetitions)
      try page.next(
        present, into: pending.values, dictionary: dictionary, scratch: scratch, budget: budget)
      freshBytes += present * pending.values.stride
    } catch {
      throw error.within(place)
    }
    if page.values.step == 64 { freshBytes += pending.values.ownedBytes - owned }
    entriesRead += count
    self.page = page
    if leaf.maxRepetition > 0 { try findRows(from: before) }
  }

  private func findRows(from start: Int) throws(ParquetError) {
    let count = pending.repetitions.count - start
    let levels = unsafe pending.repetitions.base + start
    if rowStarts.count == 0, count > 0, unsafe levels[0] != 0 {
      throw .damaged("the first entry goes on with a row that is not there")
    }
    let output = unsafe rowStarts.reserve(count)
    var found = 0
    for index in 0..<count where unsafe levels[index] == 0 {
      unsafe output[found] = start + index
      found += 1
    }
    rowStarts.commit(found)
  }

  private func nextPage() throws(ParquetError) {
    let (header, bytes) = try pages.next()
    let place = ParquetError.Place(page: pages.pageCount - 1)
    do throws(ParquetError) {
      if header.type == .dictionary {
        try readDictionary(header, bytes)
        return
      }
      let page = try DataPage(header, bytes, leaf)
      guard page.entriesLeft <= entryCount - entriesRead else {
        throw .damaged("its pages have more than its \(entryCount) entries")
      }
      freshBytes += bytes.count
      self.page = page
    } catch {
      throw error.within(place)
    }
  }

  private func readDictionary(
    _ header: PageHeader, _ bytes: PageBytes
  ) throws(ParquetError) {
    guard let page = header.dictionary else { throw .damaged("a dictionary without its header") }
    guard dictionary == nil, entriesRead == 0 else {
      throw .damaged("a second dictionary, or one after the data")
    }
    guard page.encoding == .plain || page.encoding == .plainDictionary else {
      throw .damaged("a dictionary in \(page.encoding)")
    }
    var decoder = try ValueDecoder(.plain, leaf.type, bytes, from: 0)
    let values = Values(Values.Kind(leaf.type.physical))
    var left = Int(page.valueCount)
    while left > 0 {
      let some = min(left, decoder.step)
      try decoder.next(some, into: values, dictionary: nil, scratch: scratch, budget: budget)
      left -= some
    }
    dictionary = values
    dictionaryBytes = bytes.count + values.byteCount
  }

  /// The first `rows` rows of what has been read, which are complete.
  func take(rows: Int) -> ColumnBatch {
    let batch = pending
    freshBytes = 0
    guard leaf.maxRepetition > 0 else {
      pending = batch.entryCount > rows ? batch.split(keeping: rows) : ColumnBatch(leaf)
      return batch
    }
    guard rowStarts.count > rows else {
      pending = ColumnBatch(leaf)
      rowStarts = Buffer()
      return batch
    }
    let end = unsafe rowStarts.base[rows]
    pending = batch.split(keeping: end)
    rowStarts = rowStarts.split(keeping: rows)
    for index in 0..<rowStarts.count { unsafe rowStarts.base[index] -= end }
    return batch
  }
}
