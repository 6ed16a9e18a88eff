#include "choir.h"

#include <greeting.h>
#include <stdio.h>

void choir_sing(int voices) {
  for (int voice = 1; voice <= voices; voice++) printf("%s from voice %d\n", greeting(), voice);
}
