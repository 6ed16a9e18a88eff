#include <choir.h>
#include <greeting.h>
#include <stdio.h>

int main(void) {
  choir_sing(2);
  printf("%s from everybody\n", greeting());
  return 0;
}
