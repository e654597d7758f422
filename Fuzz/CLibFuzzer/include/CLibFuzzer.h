// What libFuzzer offers to a program that has its own `main`.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// Runs `target` on inputs as the arguments say; see `-help=1`.
int LLVMFuzzerRunDriver(int *_Nonnull argc, char *_Nullable *_Nonnull *_Nonnull argv,
                        int (*_Nonnull target)(const uint8_t *_Nullable data, size_t count));
