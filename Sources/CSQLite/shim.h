#pragma once
#include <sqlite3.h>

// `sqlite3_config` is variadic and cannot be called from Swift. Without the statistics every
// allocation spares a lock: 4 % of an ingest.
static inline int winnow_sqlite_without_memory_statistics(void) {
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
