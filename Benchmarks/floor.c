// What no reader of the files can be faster than: their bytes copied from the page cache, and their separators found, by as
// many threads as are asked for. Prints the seconds of each.
//
//     cc -O2 -I Sources/CScan/include Benchmarks/floor.c Sources/CScan/cscan.c -lpthread -o floor && ./floor 2 FILE…

#include "cscan.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 1 << 18 };

struct work {
    int file;
    bool finds;
    atomic_long next;
    atomic_long found;
};

static void *go(void *argument)
{
    struct work *work = argument;
    uint8_t *bytes = malloc(BLOCK);
    uint32_t *positions = malloc((BLOCK + CSCAN_SPARE_POSITIONS) * sizeof *positions);
    long found = 0;
    for (;;) {
        // Blocks are cut anywhere: a quote or two more does not change what finding separators costs.
        ssize_t count = pread(work->file, bytes, BLOCK, atomic_fetch_add(&work->next, BLOCK));
        if (count <= 0) break;
        if (work->finds) found += cscan_index(bytes, count, ',', positions).separators;
    }
    atomic_fetch_add(&work->found, found);
    free(positions);
    free(bytes);
    return NULL;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

int main(int count, char **arguments)
{
    int threads = count > 1 ? atoi(arguments[1]) : 0;
    if (threads < 1 || threads > 64 || count < 3) {
        fprintf(stderr, "usage: floor THREADS FILE...\n");
        return 2;
    }
    for (int finds = 0; finds < 2; finds++) {
        double start = seconds();
        long found = 0;
        for (int index = 2; index < count; index++) {
            struct work work = {.file = open(arguments[index], O_RDONLY), .finds = finds};
            if (work.file < 0) {
                perror(arguments[index]);
                return 1;
            }
            pthread_t thread[64];
            for (int number = 0; number < threads; number++) pthread_create(&thread[number], NULL, go, &work);
            for (int number = 0; number < threads; number++) pthread_join(thread[number], NULL);
            found += work.found;
            close(work.file);
        }
        printf("%s %.4f %ld\n", finds ? "index" : "copy", seconds() - start, found);
    }
    return 0;
}
