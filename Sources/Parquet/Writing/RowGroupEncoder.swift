/// A row group as it stands in a file, wherever that will be.
struct EncodedRowGroup: Sendable {
  var rows: Int
  /// In the order of the leaves.
  var chunks: [EncodedChunk]
}

/// A column chunk as it stands in a file.
struct EncodedChunk: Sendable {
  var leaf: WritePlan.Leaf
  var encoding: Encoding
  var entries: Int
  var dictionary: PackedPage?
  var pages: [PackedPage]
  /// The first row of each page in the row group.
  var firstRows: [Int]

  var bounds: Bounds? {
    // A page without a value says nothing; one whose values do not compare leaves the chunk without bounds.
    let valued = zip(pages, pageEntries).filter { $0.nulls < $1 }.map(\.0.bounds)
    let known = valued.compactMap { $0 }
    guard let first = known.first, known.count == valued.count else { return nil }
    return known.dropFirst().reduce(first) { $0.union($1, leaf.kind) }
  }

  /// Entries of each page.
  var pageEntries: [Int]

  var nulls: Int { pages.reduce(0) { $0 + $1.nulls } }
}

/// Turns batches into a row group: first the columns are cut into pages, then all pages are packed, each step on as
/// many threads as there are.
struct RowGroupEncoder {
  let plan: WritePlan
  let options: WriteOptions

  func encode(_ batches: [ShreddedRows]) throws(ParquetError) -> EncodedRowGroup {
    let rows = batches.reduce(0) { $0 + $1.rows }
    let chunks = try inParallel(plan.leaves.count, threads: options.threads) {
      () throws(ParquetError) in
    } _: { (_, leaf) throws(ParquetError) in
      ColumnChunkPlan(plan.leaves[leaf], batches.map { $0.leaves[leaf] }, rows: rows, options)
    }
    // Dictionaries are the largest pages: they come first, so that no thread ends long after the others.
    let dictionaries = chunks.indices.filter { chunks[$0].dictionary != nil }
    let jobs =
      dictionaries.map { (chunk: $0, page: Int?.none) }
      + chunks.indices.flatMap { chunk in
        chunks[chunk].pages.indices.map { (chunk: chunk, page: Int?.some($0)) }
      }
    let packed = try inParallel(jobs.count, threads: options.threads) { () throws(ParquetError) in
      try PagePacker(options)
    } _: { (packer, number) throws(ParquetError) in
      let job = jobs[number]
      let chunk = chunks[job.chunk]
      do throws(ParquetError) {
        guard let page = job.page else { return try packer.dictionary(of: chunk) }
        return try packer.page(page, of: chunk)
      } catch {
        throw error.within(.init(column: chunk.leaf.path.joined(separator: "."), page: job.page))
      }
    }
    var encoded = chunks.map { chunk in
      EncodedChunk(
        leaf: chunk.leaf, encoding: chunk.encoding, entries: chunk.entries, pages: [],
        firstRows: chunk.pages.map(\.firstRow), pageEntries: chunk.pages.map(\.entries.count))
    }
    for (job, page) in zip(jobs, packed) {
      if job.page == nil {
        encoded[job.chunk].dictionary = page
      } else {
        encoded[job.chunk].pages.append(page)
      }
    }
    return EncodedRowGroup(rows: rows, chunks: encoded)
  }
}
