export { createWarehouse, type Warehouse, type WarehouseOptions } from './warehouse.ts';
