import Glibc
import Parquet

// parquet scan FILE [THREADS]     decodes every column and touches every value
// parquet json FILE [THREADS]     makes every row JSON and forgets it
// parquet rows FILE [THREADS]     prints every row as a line of JSON
// The first two print one JSON object: rows, bytes, wall and processor seconds.

func seconds(_ clock: clockid_t) -> Double {
  var time = timespec()
  clock_gettime(clock, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

func run(_ mode: String, _ path: String, _ threads: Int) throws(ParquetError) {
  let (wall, processor) = (seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID))
  var options = ReadOptions()
  options.threads = threads
  let reader = try RowReader(try ParquetFile(path: path), options: options)
  var writer = RowWriter(reader.projection)
  var output = RowBytes()
  var (rows, bytes) = (0, 0)
  while let batch = try reader.next() {
    rows += batch.rowCount
    guard mode != "scan" else {
      for column in batch.columns { bytes &+= column.digest() }
      continue
    }
    writer.begin(batch)
    while try writer.next(into: &output) {
      output.append(0x0a)
      if output.count > 1 << 16 { flush(mode, &output, &bytes) }
    }
  }
  flush(mode, &output, &bytes)
  guard mode != "rows" else { return }
  print(
    "{\"rows\":\(rows),\"bytes\":\(bytes),\"wall\":\(seconds(CLOCK_MONOTONIC) - wall),"
      + "\"cpu\":\(seconds(CLOCK_PROCESS_CPUTIME_ID) - processor)}")
}

func flush(_ mode: String, _ output: inout RowBytes, _ bytes: inout Int) {
  bytes += output.count
  if mode == "rows" {
    output.withBytes { buffer in
      var done = 0
      while done < buffer.count {
        let count = write(1, buffer.baseAddress.map { $0 + done }, buffer.count - done)
        guard count > 0 else { exit(1) }
        done += count
      }
    }
  }
  output.removeAll()
}

let arguments = CommandLine.arguments
guard arguments.count >= 3 else {
  print("usage: parquet scan|json|rows FILE [THREADS]")
  exit(2)
}
do throws(ParquetError) {
  try run(arguments[1], arguments[2], arguments.count > 3 ? Int(arguments[3]) ?? 2 : 2)
} catch {
  print("error: \(error)")
  exit(1)
}
