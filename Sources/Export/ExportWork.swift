internal import Parquet
internal import Pipeline
internal import Records
internal import Store

/// What every worker needs to know.
struct ExportWork: Sendable {
  var store: Store
  var selection: Selection
  var options: ExportOptions
  var shape: ExportShape
  /// Of the rows, for containers that have one.
  var schema: Schema
  /// Whether to give up where a list of messages is met in standard shape.
  var stopsAtMessages: Bool
  var frameSize: Int
}

extension Trainer {
  /// Takes tasks and hands over packed rows, until there are no more or nobody takes them.
  ///
  /// In an extension of the protocol, so that the trainer's type is opened once per thread.
  func work(_ work: ExportWork, _ tasks: Channel<ExportTask>, _ pieces: Channel<Piece>) {
    // A function of its own: connections are closed before the thread says that it is done.
    func write() throws(WinnowError) {
      var worker = try ExportWorker(work, for: self)
      while let task = try tasks.receive() {
        guard try worker.write(task, with: self, to: pieces) else { return }
      }
    }
    do throws(WinnowError) {
      try write()
      pieces.finish()
    } catch {
      tasks.close()
      pieces.finish(error)
    }
  }
}

/// What one thread keeps between tasks.
private struct ExportWorker: ~Copyable {
  private let work: ExportWork
  private let reader: UnitReader
  private var rows: RowWriter
  private var packer: FramePacker
  private var rowsInFrame = 0

  init(_ work: ExportWork, for trainer: some Trainer) throws(WinnowError) {
    // All that can fail comes first: what is not copyable is made whole or not at all.
    let reader = try UnitReader(
      work.store, work.selection, for: trainer, takesFallen: work.options.included != .kept)
    let packer = try FramePacker(work.options.form, work.schema)
    self.work = work
    self.reader = reader
    self.packer = packer
    rows = RowWriter(
      shape: work.shape, extras: work.options.extraColumns,
      responsePrefix: work.options.responsePrefix)
  }

  /// Writes what a task holds; `false` when nobody takes them any more.
  mutating func write<T: Trainer>(
    _ task: ExportTask, with trainer: T, to pieces: Channel<Piece>
  ) throws(WinnowError) -> Bool {
    var tally = ExportTally()
    var isOpen = true
    try T.Unit.forEach(task.units, reader) { (_, unit) throws(WinnowError) in
      guard isOpen else { return }
      let before = (bytes: rows.buffer.count, rows: rowsInFrame)
      write(unit, with: trainer, &tally)
      if rows.metMessages && work.stopsAtMessages {
        _ = pieces.send(Piece(split: task.split, content: .needsConversational))
        isOpen = false
      } else if rows.buffer.count > work.frameSize {
        isOpen = try flush(before.bytes, rows: before.rows, of: task.split, to: pieces)
      }
    }
    guard isOpen,
      try flush(rows.buffer.count, rows: rowsInFrame, of: task.split, to: pieces)
    else { return false }
    return pieces.send(Piece(split: task.split, content: .end(tally)))
  }

  private mutating func write<T: Trainer>(
    _ unit: T.Unit, with trainer: T, _ tally: inout ExportTally
  ) {
    let start = rows.buffer.count
    switch trainer.write(unit, to: &rows) {
    case .rows(let count):
      tally.written += 1
      tally.rows += count
      rowsInFrame += count
    case .labelled(let good, let bad):
      tally.written += 1
      tally.rows += good + bad
      tally.good += good
      tally.bad += bad
      rowsInFrame += good + bad
    case .refused(let reason):
      rows.forget(after: start)
      tally.refuse(reason)
    }
  }

  /// Packs the first `bytes` of what was written to a frame; `false` when nobody takes it any more.
  private mutating func flush(
    _ bytes: Int, rows count: Int, of split: String, to pieces: Channel<Piece>
  ) throws(WinnowError) -> Bool {
    guard bytes > 0 else { return true }
    let frame = unsafe try packer.pack(rows.buffer[0..<bytes], rows: count)
    rows.buffer.removeFirst(bytes)
    rowsInFrame -= count
    return pieces.send(Piece(split: split, content: .frame(frame)))
  }
}
