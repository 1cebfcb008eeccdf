// libcurl sets its options by functions whose last argument is of any type, which Swift cannot call. What is to be called is
// handed over as the dynamic linker found it: nothing of libcurl is needed to build.
#ifndef CCURL_H
#define CCURL_H
#include <stdint.h>

int32_t ccurl_set_number(void *setopt, void *handle, int32_t option, long value);
int32_t ccurl_set_offset(void *setopt, void *handle, int32_t option, int64_t value);
int32_t ccurl_set_pointer(void *setopt, void *handle, int32_t option, const void *value);
int32_t ccurl_get_number(void *getinfo, void *handle, int32_t info, long *value);
int32_t ccurl_get_offset(void *getinfo, void *handle, int32_t info, int64_t *value);

#endif
