#include "ccurl.h"

typedef int (*function)(void *, int, ...);

int32_t ccurl_set_number(void *setopt, void *handle, int32_t option, long value) {
    return ((function)setopt)(handle, option, value);
}

int32_t ccurl_set_offset(void *setopt, void *handle, int32_t option, int64_t value) {
    return ((function)setopt)(handle, option, value);
}

int32_t ccurl_set_pointer(void *setopt, void *handle, int32_t option, const void *value) {
    return ((function)setopt)(handle, option, value);
}

int32_t ccurl_get_number(void *getinfo, void *handle, int32_t info, long *value) {
    return ((function)getinfo)(handle, info, value);
}

int32_t ccurl_get_offset(void *getinfo, void *handle, int32_t info, int64_t *value) {
    return ((function)getinfo)(handle, info, value);
}
